package dev.unroll.conformance;

import dev.unroll.backend.AdamSpec;
import dev.unroll.backend.Backend;
import dev.unroll.backend.CellType;
import dev.unroll.backend.ProductPrecision;
import dev.unroll.backend.RecurrentSpec;
import dev.unroll.nn.Loss;
import dev.unroll.nn.LossAt;
import dev.unroll.nn.NetworkSpec;
import dev.unroll.nn.ParameterSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A whole small network: outputs, final state, loss, every gradient, and the losses and weights of ten steps of Adam.
 *
 * @param cell of every layer
 * @param depth number of layers
 * @param loss the loss
 * @param lossAt where it is measured
 * @param masked whether rows have lengths, 0 among them
 * @param tokens whether the input is embedded tokens instead of numbers
 */
public record NetworkCase(CellType cell, int depth, Loss loss, LossAt lossAt, boolean masked, boolean tokens)
        implements LayeredCase {
    /** The word that stands where others name a kernel. */
    public static final String KERNEL = "network";

    private static final int STEPS = 6;
    private static final int ROWS = 5;
    private static final int INPUTS = 4;
    private static final int HIDDEN = 9;
    private static final int OUTPUTS = 7;
    private static final int VOCABULARY = 11;
    private static final double PADDING = 9;
    private static final int ADAM_STEPS = 10;
    private static final double RATE = 0.01;
    /** How many bounds a perturbation may do to a problem that is worth comparing. */
    private static final double SENSITIVITY = 10;

    private static final int SEEDS = 50;

    /** All of them. */
    public static List<NetworkCase> all() {
        List<NetworkCase> cases = new ArrayList<>();
        for (CellType cell : CellType.values()) {
            for (int depth = 1; depth <= 3; depth++) {
                for (Loss loss : Loss.values()) {
                    for (LossAt lossAt : LossAt.values()) {
                        cases.add(new NetworkCase(cell, depth, loss, lossAt, false, false));
                        cases.add(new NetworkCase(cell, depth, loss, lossAt, true, false));
                    }
                }
            }
            cases.add(new NetworkCase(cell, 2, Loss.CROSS_ENTROPY, LossAt.ALL_STEPS, true, true));
        }
        return cases;
    }

    @Override
    public String kernel() {
        return KERNEL;
    }

    @Override
    public String label() {
        return cell + " depth=" + depth + " " + loss + " " + lossAt + (masked ? " lengths" : "")
                + (tokens ? " tokens" : "");
    }

    @Override
    public RecurrentSpec firstLayer() {
        return RecurrentSpec.forward(cell, STEPS, ROWS, INPUTS, HIDDEN);
    }

    /** "network" and the label. */
    public String id() {
        return KERNEL + " " + label();
    }

    /** The largest of its sizes. */
    public int extent() {
        return tokens ? VOCABULARY : HIDDEN;
    }

    /**
     * The problem of a seed. It is the first drawn one whose results on the reference hardly move when the weights move by some times
     * what is rounded away: near the kink of a ReLU, or where Adam divides a rounding error by its own size, no error bound can hold.
     */
    Drawn problem(long seed, Backend reference, ProductPrecision precision) {
        int steady = 0;
        for (int i = 0; i < SEEDS; i++) {
            Values values = new Values(Values.seedFor(seed + i * 1_000_003L, id()));
            NetworkProblem problem = draw(values);
            if (!isSteady(problem, values, reference, ProductPrecision.ELEMENTS)) {
                continue;
            }
            steady++;
            if (precision == ProductPrecision.ELEMENTS || isSteady(problem, values, reference, precision)) {
                return new Drawn(problem, steady == 1);
            }
        }
        throw new IllegalStateException(id() + ": no steady problem among " + SEEDS + " seeds from " + seed);
    }

    /** Some times as large as what is rounded away. */
    private static double perturbation(ProductPrecision precision) {
        return switch (precision) {
            case ELEMENTS -> 0x1p-20;
            case TF32 -> 0x1p-10;
        };
    }

    private static boolean isSteady(
            NetworkProblem problem, Values values, Backend reference, ProductPrecision precision) {
        Map<String, double[]> moved = new LinkedHashMap<>();
        problem.weights().forEach((name, weights) -> {
            double[] changes = values.signs(weights.length, perturbation(precision));
            for (int i = 0; i < changes.length; i++) {
                changes[i] = weights[i] * (1 + changes[i]);
            }
            moved.put(name, changes);
        });
        Map<String, double[]> before = results(problem, reference);
        Map<String, double[]> after = results(problem.with(moved), reference);
        for (Map.Entry<String, double[]> each : before.entrySet()) {
            double[] shifted = after.getOrDefault(each.getKey(), new double[0]);
            double bound = SENSITIVITY * ErrorBounds.of(precision).network();
            if (!Comparison.of(each.getKey(), shifted, each.getValue(), bound).agrees()) {
                return false;
            }
        }
        return true;
    }

    /** Everything that is compared, on one backend. */
    static Map<String, double[]> results(NetworkProblem problem, Backend backend) {
        Map<String, double[]> results = new LinkedHashMap<>(NetworkRun.passes(problem, backend));
        results.putAll(NetworkRun.adam(problem, backend, RATE, AdamSpec.DEFAULT, ADAM_STEPS));
        return results;
    }

    /** Compares with the reference's results, or another backend's, each array by its own bound. */
    static List<Comparison> compare(Map<String, double[]> actual, Map<String, double[]> expected, ErrorBounds bounds) {
        List<Comparison> comparisons = new ArrayList<>();
        expected.forEach((name, want) -> {
            double bound = bounds.ofArray(name);
            int steps = name.equals("output") || name.equals("grad.input") ? STEPS : 1;
            double[] got = actual.getOrDefault(name, new double[0]);
            comparisons.add(Comparison.of(name, got, want, bound, steps));
        });
        return comparisons;
    }

    private NetworkProblem draw(Values values) {
        NetworkSpec spec = spec();
        Map<String, double[]> weights = new LinkedHashMap<>();
        for (ParameterSpec parameter : spec.parameters()) {
            double scale = parameter.name().startsWith("embedding") ? 1 : 0.6;
            weights.put(parameter.name(), values.spread(parameter.rows() * parameter.columns(), scale));
        }
        double[] lengths = values.lengths(ROWS, STEPS);
        double[] x = values.spread(STEPS * ROWS * INPUTS, 1.5);
        if (masked) {
            Values.padded(x, lengths, STEPS, PADDING);
        }
        int headRows = spec.headRows(STEPS, ROWS);
        boolean classes = loss == Loss.CROSS_ENTROPY;
        double[] targets = values.integers(headRows, classes ? -1 : 0, OUTPUTS);
        return new NetworkProblem(
                spec,
                STEPS,
                ROWS,
                tokens ? integers(values.integers(STEPS * ROWS, 0, VOCABULARY)) : new int[0],
                tokens ? new double[0] : x,
                classes ? integers(targets) : new int[0],
                classes ? new double[0] : values.spread(headRows * OUTPUTS, 1),
                masked ? integers(lengths) : null,
                states(values),
                cell.hasCellState() ? states(values) : List.of(),
                weights);
    }

    private NetworkSpec spec() {
        NetworkSpec.Builder builder =
                NetworkSpec.builder().outputs(OUTPUTS).loss(loss).lossAt(lossAt);
        if (tokens) {
            builder.tokens(VOCABULARY, INPUTS);
        } else {
            builder.dense(INPUTS);
        }
        for (int k = 0; k < depth; k++) {
            builder.layer(cell, HIDDEN - k);
        }
        return builder.build();
    }

    private List<double[]> states(Values values) {
        List<double[]> states = new ArrayList<>();
        for (int k = 0; k < depth; k++) {
            states.add(values.spread(ROWS * (HIDDEN - k), 1));
        }
        return states;
    }

    /**
     * A drawn problem.
     *
     * @param problem it
     * @param usual whether those get the same who compute products as exactly as elements
     */
    record Drawn(NetworkProblem problem, boolean usual) {}

    private static int[] integers(double[] values) {
        int[] result = new int[values.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = (int) values[i];
        }
        return result;
    }

    @Override
    public String toString() {
        return id();
    }
}
