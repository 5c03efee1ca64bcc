package dev.unroll.bench.workload;

import dev.unroll.backend.Backends;
import dev.unroll.backend.CellType;
import dev.unroll.conformance.Comparison;
import dev.unroll.conformance.ErrorBounds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Compares what a workload computes with the reference, before it is timed. The workload runs the whole problem, at the sizes and by the
 * methods that are timed, but only the targets of the last row, and of the first where that is cheap, count (with a rectifier, of neighbours where it
 * takes them to stay clear of its corner); the reference runs those rows
 * alone, over every step. Outputs of a row depend on nothing else, and neither do gradients of a loss that counts nothing else, so both
 * must agree, and so must the losses of two training steps: the second differs from the first by what the optimizer did.
 */
public final class WorkloadCheck {
    /** Of the first row where only the last one is computed over all steps. */
    private static final int STEPS = 8;
    /** Passes of the reference over its rows, counted in forward passes. */
    private static final double PASSES = 5;
    /** Operations that the reference may spend on two rows; above that it takes one. */
    private static final double CHEAP = 1.5e9;
    /** Rows from which one is chosen that stays clear of the rectifier's corner. */
    private static final int NEIGHBOURS = 8;
    /** Operations that the reference does in a second, about. */
    private static final double RATE = 1.5e9;
    /** Of the difference of two losses. */
    private static final double TOLERANCE = 0.05;
    /** Of a loss in float32, as a share of it. */
    private static final double ROUNDING = 5e-7;
    /**
     * The same where operands of products are rounded: an update is less than what a weight is rounded by, so only some weights show it, and those
     * more of it than there is.
     */
    private static final double ROUNDING_OF_OPERANDS = 2e-5;
    /**
     * How many bounds the gradient of a rectifier may be off by where operands of products are rounded: no row stays clear of the corner by as much as
     * that moves it, and a unit that is on here and off there is an error of its own size.
     */
    private static final double CORNERS = 100;

    private final Problem problem;
    private final int[] rows;
    private final Problem part;
    private final int[] targets;

    /** A check of one problem. */
    public WorkloadCheck(Problem problem) {
        this.problem = problem;
        Shape shape = problem.shape();
        rows = rows(problem);
        part = problem.part(shape.steps(), rows);
        targets = new int[problem.targets().length];
        Arrays.fill(targets, -1);
        for (int t = 0; t < shape.steps(); t++) {
            for (int row : rows) {
                targets[t * shape.rows() + row] = problem.targets()[t * shape.rows() + row];
            }
        }
    }

    private static int[] rows(Problem problem) {
        Shape shape = problem.shape();
        int last = shape.rows() - 1;
        if (last == 0 || !cheap(shape, problem.cell())) {
            return new int[] {clear(problem, last, -1)};
        }
        return new int[] {clear(problem, 0, 1), clear(problem, last, -1)};
    }

    private static boolean cheap(Shape shape, CellType cell) {
        return shape.rows() > 1 && 2 * operations(shape, cell) <= CHEAP;
    }

    /** The row, or a neighbour of it where a rectifier's input comes too near to 0. */
    private static int clear(Problem problem, int row, int towards) {
        int most = Math.min(NEIGHBOURS, Math.max(1, problem.shape().rows() / 2));
        int[] candidates = IntStream.range(0, most).map(i -> row + i * towards).toArray();
        return problem.cell() == CellType.RELU ? new RectifierMargin(problem).clearest(candidates) : row;
    }

    /** Of the reference for one row. */
    private static double operations(Shape shape, CellType cell) {
        return PASSES * Flops.of(Mode.INFER, shape, cell) / shape.rows();
    }

    /** About how many seconds the reference needs for it. */
    public static double seconds(Mode mode, Shape shape, CellType cell) {
        Shape sized = mode == Mode.STEP ? shape.oneStep() : shape;
        return (cheap(sized, cell) ? 2 : 1) * operations(sized, cell) / RATE;
    }

    /**
     * Throws {@link IllegalStateException} when outputs, loss, a gradient, the outputs of the first single step or the effect of a training
     * step do not agree with the reference, naming each that does not. Leaves the workload two training steps further.
     */
    public void run(Workload workload) {
        BackendWorkload.Steps expected;
        try (BackendWorkload reference = new BackendWorkload(Backends.open("reference"), part)) {
            expected = reference.twoSteps();
        }
        boolean rounded = workload.bounds().product() > ErrorBounds.FLOAT32.product();
        Faults faults = new Faults(workload.bounds(), new ArrayList<>());
        outputs(workload, expected.first(), faults);
        gradients(workload, expected.first(), rounded && problem.cell() == CellType.RELU ? CORNERS : 1, faults);
        training(workload, expected, rounded ? ROUNDING_OF_OPERANDS : ROUNDING, faults);
        if (!faults.found().isEmpty()) {
            throw new IllegalStateException(workload.implementation() + " disagrees with the reference on "
                    + problem.shape() + " " + problem.cell() + " and is not timed: " + faults);
        }
    }

    private void outputs(Workload workload, Outcome expected, Faults faults) {
        Shape shape = problem.shape();
        int width = rows.length * shape.outputs();
        faults.compare("one step's outputs", of(workload.step(), 1, rows), Arrays.copyOf(expected.logits(), width));
        workload.infer();
        float[] inferred = workload.inferred();
        faults.compare("inferred outputs", of(inferred, shape.steps(), rows), expected.logits());
        if (rows.length < Math.min(2, shape.rows())) {
            int[] first = {0};
            Problem start = problem.part(Math.min(STEPS, shape.steps()), first);
            try (Workload reference = new BackendWorkload(Backends.open("reference"), start)) {
                int steps = start.shape().steps();
                faults.compare("the first row's outputs", of(inferred, steps, first), reference.inferred());
            }
        }
    }

    private void gradients(Workload workload, Outcome expected, double bounds, Faults faults) {
        Outcome actual = workload.outcome(targets);
        faults.compare("outputs", of(actual.logits(), problem.shape().steps(), rows), expected.logits());
        faults.compare("loss", actual.loss(), expected.loss());
        expected.gradients().forEach((name, values) -> {
            float[] computed = actual.gradients().get(name);
            faults.compare("gradient of " + name, computed == null ? new float[0] : computed, values, bounds);
        });
    }

    private void training(Workload workload, BackendWorkload.Steps expected, double rounding, Faults faults) {
        workload.retarget(targets);
        double first = workload.train();
        double second = workload.train();
        workload.retarget(problem.targets());
        double expectedFirst = expected.first().loss();
        faults.compare("loss of training", first, expectedFirst);
        double change = second - first;
        double expectedChange = expected.secondLoss() - expectedFirst;
        double allowed = TOLERANCE * Math.abs(expectedChange) + rounding * Math.abs(expectedFirst);
        if (!(Math.abs(change - expectedChange) <= allowed)) {
            faults.found()
                    .add(String.format(
                            Locale.ROOT,
                            "effect of a training step: FAILED, the loss changed by %.3e; expected %.3e",
                            change,
                            expectedChange));
        }
    }

    /** The outputs of some rows, from those of all, in the first steps; null when they are too few. */
    private float @Nullable [] of(float[] logits, int steps, int[] chosen) {
        int outputs = problem.shape().outputs();
        if (logits.length < steps * problem.shape().rows() * outputs) {
            return null;
        }
        float[] result = new float[steps * chosen.length * outputs];
        for (int t = 0; t < steps; t++) {
            for (int i = 0; i < chosen.length; i++) {
                int from = (t * problem.shape().rows() + chosen[i]) * outputs;
                System.arraycopy(logits, from, result, (t * chosen.length + i) * outputs, outputs);
            }
        }
        return result;
    }

    /**
     * What does not agree.
     *
     * @param bounds within which it should
     * @param found a line for each
     */
    private record Faults(ErrorBounds bounds, List<String> found) {
        void compare(String name, double actual, double expected) {
            compare(name, new double[] {actual}, new double[] {expected}, 1);
        }

        void compare(String name, float @Nullable [] actual, float[] expected) {
            compare(name, actual, expected, 1);
        }

        void compare(String name, float @Nullable [] actual, float[] expected, double times) {
            compare(name, actual == null ? new double[0] : widened(actual), widened(expected), times);
        }

        private void compare(String name, double[] actual, double[] expected, double times) {
            Comparison comparison = Comparison.of(name, actual, expected, times * bounds.network());
            if (!comparison.agrees()) {
                found.add(comparison.toString());
            }
        }

        private static double[] widened(float[] values) {
            double[] result = new double[values.length];
            for (int i = 0; i < result.length; i++) {
                result[i] = values[i];
            }
            return result;
        }

        /** The first, and the names of the others. */
        @Override
        public String toString() {
            String others = found.stream()
                    .skip(1)
                    .map(each -> each.substring(0, Math.max(0, each.indexOf(':'))))
                    .collect(Collectors.joining(", "));
            return found.get(0) + (others.isEmpty() ? "" : "; so do " + others);
        }
    }
}
