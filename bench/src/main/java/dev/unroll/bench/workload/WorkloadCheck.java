package dev.unroll.bench.workload;

import dev.unroll.backend.Backends;
import dev.unroll.conformance.Comparison;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Compares what a workload computes with the reference, before it is timed. The workload runs the whole problem, at the sizes that are
 * timed, but only the targets of a few steps of two rows count; the reference runs those steps of those rows alone. Outputs of a row
 * depend on nothing else, and neither do gradients of a loss that counts nothing else, so both must agree, and the reference, which
 * is scalar, needs no more than a second.
 */
public final class WorkloadCheck {
    private static final int STEPS = 8;

    private final Problem problem;
    private final int[] rows;
    private final Problem part;
    private final int[] targets;

    /** A check of one problem. */
    public WorkloadCheck(Problem problem) {
        this.problem = problem;
        Shape shape = problem.shape();
        rows = shape.rows() == 1 ? new int[] {0} : new int[] {0, shape.rows() - 1};
        part = problem.part(Math.min(STEPS, shape.steps()), rows);
        targets = new int[problem.targets().length];
        Arrays.fill(targets, -1);
        for (int t = 0; t < part.shape().steps(); t++) {
            for (int row : rows) {
                targets[t * shape.rows() + row] = problem.targets()[t * shape.rows() + row];
            }
        }
    }

    /**
     * Throws {@link IllegalStateException} when outputs, loss, a gradient or the outputs of the first single step do not agree with the
     * reference, naming each that does not.
     */
    public void run(Workload workload) {
        Outcome expected;
        try (Workload reference = new BackendWorkload(Backends.open("reference"), part)) {
            expected = reference.outcome(part.targets());
        }
        List<Comparison> comparisons = new ArrayList<>();
        int first = rows.length * problem.shape().outputs();
        comparisons.add(
                compare("one step's outputs", rowsOf(workload.step(), 1), Arrays.copyOf(expected.logits(), first)));
        Outcome actual = workload.outcome(targets);
        comparisons.add(compare("outputs", rowsOf(actual.logits(), part.shape().steps()), expected.logits()));
        comparisons.add(Comparison.of(
                "loss", new double[] {actual.loss()}, new double[] {expected.loss()}, Comparison.FLOAT32_BOUND));
        expected.gradients().forEach((name, values) -> {
            float[] computed = actual.gradients().get(name);
            comparisons.add(compare("gradient of " + name, computed == null ? new float[0] : computed, values));
        });
        List<Comparison> faults =
                comparisons.stream().filter(each -> !each.agrees()).toList();
        if (!faults.isEmpty()) {
            String others = faults.stream().skip(1).map(Comparison::name).collect(Collectors.joining(", "));
            throw new IllegalStateException(workload.implementation() + " disagrees with the reference on "
                    + problem.shape() + " " + problem.cell() + " and is not timed: " + faults.get(0)
                    + (others.isEmpty() ? "" : "; so do " + others));
        }
    }

    private static Comparison compare(String name, float[] actual, float[] expected) {
        return Comparison.of(name, widened(actual), widened(expected), Comparison.FLOAT32_BOUND);
    }

    /** The outputs of the rows that the reference computed, from those of all, in the first steps. */
    private float[] rowsOf(float[] logits, int steps) {
        int outputs = problem.shape().outputs();
        float[] result = new float[steps * rows.length * outputs];
        for (int t = 0; t < steps; t++) {
            for (int i = 0; i < rows.length; i++) {
                int from = (t * problem.shape().rows() + rows[i]) * outputs;
                System.arraycopy(logits, from, result, (t * rows.length + i) * outputs, outputs);
            }
        }
        return result;
    }

    private static double[] widened(float[] values) {
        double[] result = new double[values.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = values[i];
        }
        return result;
    }
}
