package dev.unroll.nn;

import java.util.ArrayList;
import java.util.List;

/**
 * How many numbers a network learns. A recurrent network uses one set of weights at every step, so they are learned once
 * ({@link #shared}); who draws the unrolled network and counts every copy gets {@link #unrolled}.
 *
 * @param steps time steps {@code T} of the unrolled picture
 * @param parts one row per parameter
 */
public record ParameterCount(int steps, List<Part> parts) {
    /** Copies the list. */
    public ParameterCount {
        parts = List.copyOf(parts);
    }

    /** Counts a network that is unrolled over {@code steps} steps. */
    public static ParameterCount of(NetworkSpec spec, int steps) {
        if (steps < 1) {
            throw new IllegalArgumentException("steps: " + steps + "; expected at least 1");
        }
        List<Part> parts = new ArrayList<>();
        for (ParameterSpec parameter : spec.parameters()) {
            boolean once = parameter.name().startsWith("linear.") && spec.lossAt() == LossAt.LAST_STEP;
            long size = parameter.size();
            parts.add(new Part(
                    parameter.name(),
                    parameter.rows(),
                    parameter.columns(),
                    size,
                    once ? size : Math.multiplyExact(size, (long) steps)));
        }
        return new ParameterCount(steps, parts);
    }

    /** What is learned. */
    public long shared() {
        return parts.stream().mapToLong(Part::shared).sum();
    }

    /** What counting every step's copy gives; the head counts once when the loss is at the last step. */
    public long unrolled() {
        return parts.stream().mapToLong(Part::unrolled).sum();
    }

    /**
     * One parameter.
     *
     * @param name its name
     * @param rows rows
     * @param columns columns
     * @param shared its elements
     * @param unrolled its elements times the steps at which it is used
     */
    public record Part(String name, int rows, int columns, long shared, long unrolled) {}
}
