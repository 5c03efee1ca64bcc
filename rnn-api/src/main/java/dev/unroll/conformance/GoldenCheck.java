package dev.unroll.conformance;

import dev.unroll.backend.Backend;
import dev.unroll.nn.LossAt;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs the network of a {@link GoldenFile} on a backend and compares every double-precision array of the file. Bounds: a backend that
 * stores doubles within 1e-9 of each array's largest value; any other within its {@link ErrorBounds}: those of a network, for losses over five Adam
 * steps, and for the weights after them.
 */
public final class GoldenCheck {
    private static final double DOUBLE_TOLERANCE = 1e-9;

    private final GoldenFile file;
    private final GoldenConfig config;
    private final ErrorBounds bounds;

    private GoldenCheck(GoldenFile file, ErrorBounds bounds) {
        this.file = file;
        this.bounds = bounds;
        this.config = file.config();
    }

    /** Runs and compares. */
    public static GoldenResult run(GoldenFile file, Backend backend) {
        return new GoldenCheck(file, ErrorBounds.of(backend)).on(backend);
    }

    private GoldenResult on(Backend backend) {
        NetworkProblem problem = GoldenProblem.of(file);
        Map<String, double[]> computed = new LinkedHashMap<>(NetworkRun.passes(problem, backend));
        GoldenConfig.AdamRun adam = config.adam();
        if (adam != null) {
            computed.putAll(NetworkRun.adam(problem, backend, adam.rate(), adam.spec(), adam.steps()));
        }
        boolean exact = Precision.of(backend) == Precision.DOUBLE;
        List<Comparison> rows = new ArrayList<>();
        for (String name : file.results()) {
            double[] actual = computed.get(name);
            if (actual == null) {
                throw new GoldenFileException(
                        file.source() + ": array \"f64." + name + "\": nothing of that name is computed");
            }
            rows.add(compare(name, actual, expected(name), exact));
        }
        return new GoldenResult(file.name(), file.source(), backend.name(), backend.device(), List.copyOf(rows));
    }

    private Comparison compare(String name, double[] actual, double[] expected, boolean exact) {
        int steps = name.equals("output") || name.equals("grad.input") ? config.steps() : 1;
        if (exact) {
            return Comparison.of(name, actual, expected, Comparison.FLOAT32_BOUND, steps)
                    .within(DOUBLE_TOLERANCE);
        }
        if (name.equals("adam_losses")) {
            return losses(name, actual, expected);
        }
        return Comparison.of(name, actual, expected, bounds.ofArray(name), steps);
    }

    /** Each loss on its own: the last ones are small, and the first must not hide them. */
    private Comparison losses(String name, double[] actual, double[] expected) {
        double tolerance = bounds.losses();
        Comparison comparison = Comparison.of(name, actual, expected, tolerance * tolerance);
        for (int i = 0; i < expected.length; i++) {
            double error = Math.abs(actual[i] - expected[i]) / Math.abs(expected[i]);
            if (comparison.agrees() && !(error <= tolerance)) {
                return comparison.failed("loss " + i + " is " + actual[i] + "; expected " + expected[i] + " within "
                        + tolerance + " relative");
            }
        }
        return comparison;
    }

    private double[] expected(String name) {
        double[] data = file.data("f64." + name);
        boolean perStep =
                name.equals("output") || name.equals("logits") && config.spec().lossAt() == LossAt.ALL_STEPS;
        int[] lengths = config.lengths();
        if (lengths != null && perStep) {
            double[] rowLengths = Arrays.stream(lengths).asDoubleStream().toArray();
            return Values.padded(data, rowLengths, config.steps(), 0);
        }
        return data;
    }
}
