package dev.unroll.ledger;

import dev.unroll.conformance.Comparison;
import dev.unroll.nn.ParameterSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Where a backend leaves the ledger for the first time, in the order in which it computes: forward from the first step and the lowest
 * layer; backward from the output and the last step.
 */
final class FaultLocator {
    private final Ledger ledger;
    private final BackendRun run;
    private final double bound;
    private final int top;

    FaultLocator(Ledger ledger, BackendRun run, double bound) {
        this.ledger = ledger;
        this.run = run;
        this.bound = bound;
        top = ledger.layers() - 1;
    }

    /** What is wrong, with layer, step and path. */
    String find() {
        String found = forward();
        for (int k = top; found == null && k >= 0; k--) {
            found = layer(k);
        }
        for (ParameterSpec each : ledger.spec().parameters()) {
            found = found == null && Symbols.layer(each.name()) < 0 ? weights(each.name()) : found;
        }
        return found == null ? "no layer and no step shows it" : found;
    }

    private @Nullable String forward() {
        List<List<Double>> errors = new ArrayList<>();
        for (int k = 0; k <= top; k++) {
            int layer = k;
            errors.add(errors(seen(k).h(), t -> at(t, layer).forward().h()));
        }
        for (int t = 0; t < ledger.steps(); t++) {
            for (int k = 0; k <= top; k++) {
                double error = errors.get(k).get(t);
                if (!(error <= bound)) {
                    return place(k, t) + ", forward: " + Symbols.state(k, t) + " is wrong" + figures(error);
                }
            }
        }
        return null;
    }

    private LayerStep at(int t, int k) {
        return ledger.at(t, k);
    }

    private BackendWitness.Seen seen(int k) {
        return run.witness().layer(k, ledger.layers());
    }

    private @Nullable String layer(int k) {
        BackendWitness.Seen seen = seen(k);
        GradientPath path = GradientPath.spatial(k, ledger.layers());
        List<Double> arriving = errors(seen.dy(), t -> at(t, k).backward().spatial());
        List<Double> leaving = errors(seen.dx(), t -> dx(t, k));
        for (int t = ledger.steps() - 1; t >= 0; t--) {
            if (!(arriving.get(t) <= bound)) {
                return place(k, t) + ", path " + path + " (" + path.description() + "): the spatial part is wrong"
                        + figures(arriving.get(t));
            }
            if (seen.dx() != null && !(leaving.get(t) <= bound)) {
                double[][] dx = Rows.of(seen.dx(), t * ledger.rows(), ledger.rows(), width(k));
                return through(k, t, dx, leaving.get(t));
            }
        }
        for (ParameterSpec each : ledger.spec().parameters()) {
            String found = Symbols.layer(each.name()) == k ? weights(each.name()) : null;
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private int width(int k) {
        return ledger.spec().inputSize(k);
    }

    /** What a layer hands down at a step, before dropout. */
    private double[][] dx(int t, int k) {
        return dx(at(t, k).backward(), k);
    }

    private double[][] dx(LayerStep.Backward back, int k) {
        return Rows.transposed(ledger.parameter("weight_ih_l" + k), back.throughInput(), width(k));
    }

    /** A step lets a wrong gradient through: the one of the mistakes below that gives just this gradient. */
    private String through(int k, int t, double[][] seen, double error) {
        LayerStep.Backward right = at(t, k).backward();
        double[][] nothing = Rows.zeros(ledger.rows(), right.sum()[0].length);
        double[][] noCell = Rows.zeros(ledger.rows(), right.cellTemporal()[0].length);
        GradientPath spatial = GradientPath.spatial(k, ledger.layers());
        GradientPath temporal = GradientPath.temporal(k, ledger.layers());
        String next = " (" + temporal.description() + ", " + Symbols.state(k, t + 1) + ")";
        record Mistake(String what, StepBack.Arriving arriving) {}
        List<Mistake> mistakes = List.of(
                new Mistake(
                        "path " + temporal + next + ": the temporal part is dropped",
                        new StepBack.Arriving(right.spatial(), nothing, right.cellTemporal())),
                new Mistake(
                        "path " + temporal + next + ": the temporal part of the cell state is dropped",
                        new StepBack.Arriving(right.spatial(), right.temporal(), noCell)),
                new Mistake(
                        "path " + temporal + next + ": the temporal parts of state and cell state are dropped",
                        new StepBack.Arriving(right.spatial(), nothing, noCell)),
                new Mistake(
                        "path " + spatial + " (" + spatial.description() + "): the spatial part is dropped",
                        new StepBack.Arriving(nothing, right.temporal(), right.cellTemporal())),
                new Mistake(
                        "paths " + spatial + " and " + temporal + ": the step is forgotten",
                        new StepBack.Arriving(nothing, nothing, noCell)));
        for (Mistake each : mistakes) {
            StepBack wrong = StepBack.of(ledger.sequence(), at(t, k).forward(), t, k, each.arriving());
            if (equal(seen, dx(wrong.back(), k))) {
                return place(k, t) + ", " + each.what() + figures(error);
            }
        }
        boolean arrives = Norm.of(right.temporal()) > 0 || Norm.of(right.cellTemporal()) > 0;
        String where = arrives ? "path " + temporal + next : "path " + spatial + " (" + spatial.description() + ")";
        return place(k, t) + ", " + where + ": what the cell lets through is wrong" + figures(error);
    }

    private boolean equal(double[][] seen, double[][] expected) {
        return Comparison.of("dx", Rows.flat(seen), Rows.flat(expected), bound).agrees();
    }

    private @Nullable String weights(String name) {
        double[] seen = run.results().getOrDefault(name, new double[0]);
        double[] expected = ledger.gradient(name);
        return Comparison.of(name, seen, expected, bound).agrees()
                ? null
                : Explanation.of(ledger, name, Explanation.difference(seen, expected))
                        .text();
    }

    /** The error of each step by the formula of {@link Comparison}, with the floor of the whole sequence; 0 for what was not seen. */
    private List<Double> errors(double @Nullable [] seen, IntFunction<double[][]> expected) {
        int steps = ledger.steps();
        if (seen == null) {
            return Collections.nCopies(steps, 0.0);
        }
        int size = seen.length / steps;
        double[] all = new double[seen.length];
        for (int t = 0; t < steps; t++) {
            System.arraycopy(Rows.flat(expected.apply(t)), 0, all, t * size, size);
        }
        List<Double> errors = Comparison.of("steps", seen, all, bound, steps).errorPerStep();
        if (!errors.isEmpty()) {
            return errors;
        }
        // One step only, or NaN where none should be: each step by itself.
        return IntStream.range(0, steps)
                .mapToObj(t -> Comparison.of("step", slice(seen, t, size), slice(all, t, size), bound)
                        .nmse())
                .toList();
    }

    private static double[] slice(double[] values, int t, int size) {
        return Arrays.copyOfRange(values, t * size, (t + 1) * size);
    }

    private static String place(int k, int t) {
        return "layer " + (k + 1) + ", step " + t;
    }

    private String figures(double error) {
        return String.format(Locale.ROOT, " (error %.1e, bound %.0e)", error, bound);
    }
}
