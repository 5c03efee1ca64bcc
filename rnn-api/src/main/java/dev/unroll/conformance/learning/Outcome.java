package dev.unroll.conformance.learning;

import java.util.List;

/**
 * How a task ended.
 *
 * @param task the task and its cell
 * @param seed seed of weights and data
 * @param steps optimizer steps taken until every figure was reached, or all that were allowed
 * @param figures what was measured on fresh data after the last step; the last one needs the longest memory
 */
public record Outcome(String task, long seed, int steps, List<Figure> figures) {
    /** Copies the list. */
    public Outcome {
        figures = List.copyOf(figures);
    }

    /** Whether every figure was reached. */
    public boolean learned() {
        return figures.stream().allMatch(Figure::reached);
    }

    /** The figure of this name. */
    public Figure figure(String name) {
        return figures.stream()
                .filter(figure -> figure.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no figure \"" + name + "\" among " + figures));
    }

    @Override
    public String toString() {
        return task + ", seed " + seed + ", " + steps + " steps: " + figures;
    }
}
