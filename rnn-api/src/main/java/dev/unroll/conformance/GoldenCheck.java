package dev.unroll.conformance;

import dev.unroll.backend.Backend;
import dev.unroll.nn.Loss;
import dev.unroll.nn.LossAt;
import dev.unroll.nn.NetworkSpec;
import dev.unroll.nn.ParameterSpec;
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
        NetworkProblem problem = problem();
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

    /** The network of a file with its batch. */
    static NetworkProblem problem(GoldenFile file) {
        return new GoldenCheck(file).problem();
    }

    private NetworkProblem problem() {
        NetworkSpec spec = config.spec();
        Map<String, double[]> weights = new LinkedHashMap<>();
        for (ParameterSpec parameter : spec.parameters()) {
            weights.put(parameter.name(), file.data(parameter.name()));
        }
        boolean classes = spec.loss() == Loss.CROSS_ENTROPY;
        boolean cells = spec.layers().get(0).cell().hasCellState();
        return new NetworkProblem(
                spec,
                config.steps(),
                config.rows(),
                new int[0],
                file.data("input"),
                classes ? classes() : new int[0],
                classes ? new double[0] : file.data("target"),
                config.lengths(),
                layers("h0"),
                cells ? layers("c0") : List.of(),
                weights);
    }

    private int[] classes() {
        double[] data = file.data("target");
        int[] classes = new int[data.length];
        for (int i = 0; i < data.length; i++) {
            boolean ignored = data[i] == config.ignoreIndex() || isPadding(i);
            if (!ignored
                    && (data[i] != Math.rint(data[i])
                            || data[i] < 0
                            || data[i] >= config.spec().outputs())) {
                throw new GoldenFileException(file.source() + ": array \"target\": " + data[i] + " at index " + i
                        + "; expected a class from 0 to " + (config.spec().outputs() - 1) + ", or "
                        + config.ignoreIndex());
            }
            classes[i] = ignored ? -1 : (int) data[i];
        }
        return classes;
    }

    private boolean isPadding(int index) {
        int[] lengths = config.lengths();
        return lengths != null
                && config.spec().lossAt() == LossAt.ALL_STEPS
                && index / config.rows() >= lengths[index % config.rows()];
    }

    private List<double[]> layers(String name) {
        double[] data = file.data(name);
        int count = config.spec().layers().size();
        int size = data.length / count;
        List<double[]> result = new ArrayList<>();
        for (int k = 0; k < count; k++) {
            result.add(Arrays.copyOfRange(data, k * size, (k + 1) * size));
        }
        return result;
    }
}
