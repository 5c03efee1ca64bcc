package dev.unroll.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.backend.CellType;
import dev.unroll.bench.workload.Outcome;
import dev.unroll.bench.workload.Problem;
import dev.unroll.bench.workload.Shape;
import dev.unroll.bench.workload.Workload;
import dev.unroll.conformance.Comparison;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is timed against us computes what we compute. */
class LibtorchAgreementTest {
    private static final Shape SMALL = Shape.parse("7,3,5,13,2,11");
    /** A loss near 2.5 in float32 is rounded by 1e-7; what it has moved by after some steps is 0.02 to 0.1. */
    private static final double MOVES_BOUND = 1e-8;

    private static final double RATE = 1e-3;

    private LibtorchPeer libtorch;

    @BeforeEach
    void find() {
        libtorch = RequiredLibtorch.orSkip();
    }

    @ParameterizedTest
    @EnumSource
    void logitsLossAndEveryGradientAgree(CellType cell) {
        Problem problem = Problem.seeded(SMALL, cell, 1);
        int[] targets = problem.targets().clone();
        targets[2] = -1;
        targets[targets.length - 1] = -1;
        try (Workload workload = libtorch.open(problem, 1);
                ReferenceNetwork reference = new ReferenceNetwork(problem)) {
            Outcome actual = workload.outcome(targets);
            Map<String, double[]> expected = reference.outcome(targets);
            agree("logits", ReferenceNetwork.doubles(actual.logits()), expected.get("logits"));
            agree("loss", new double[] {actual.loss()}, expected.get("loss"));
            assertEquals(problem.weights().keySet(), actual.gradients().keySet());
            actual.gradients()
                    .forEach((name, gradient) -> agree(name, ReferenceNetwork.doubles(gradient), expected.get(name)));
        }
    }

    @ParameterizedTest
    @EnumSource
    void lossesOverStepsOfAdamAgree(CellType cell) {
        Problem problem = Problem.seeded(SMALL, cell, 1);
        // The benchmark's own rate is too small for anything to move.
        try (Workload workload = LibtorchWorkload.open(problem, 1, RATE);
                ReferenceNetwork reference = new ReferenceNetwork(problem)) {
            double[] expected = reference.train(7, RATE);
            double[] actual = new double[expected.length];
            for (int i = 0; i < actual.length; i++) {
                actual[i] = workload.train();
            }
            agree("first loss", Arrays.copyOf(actual, 1), Arrays.copyOf(expected, 1));
            // Not the losses: the first one is so much larger than what Adam changes that it would hide a wrong
            // constant.
            agree("moves", sinceTheFirst(actual), sinceTheFirst(expected), MOVES_BOUND);
        }
    }

    @ParameterizedTest
    @EnumSource
    void stepsCarryTheStateOn(CellType cell) {
        Problem problem = Problem.seeded(SMALL, cell, 1);
        int perStep = SMALL.rows() * SMALL.outputs();
        try (Workload workload = libtorch.open(problem, 1);
                ReferenceNetwork reference = new ReferenceNetwork(repeatingTheFirstStep(problem))) {
            double[] expected = reference.outcome(problem.targets()).get("logits");
            for (int t = 0; t < SMALL.steps(); t++) {
                double[] actual = ReferenceNetwork.doubles(workload.step());
                agree("step " + t, actual, Arrays.copyOfRange(expected, t * perStep, (t + 1) * perStep));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void operationsDoNotDisturbEachOther(CellType cell) {
        Problem problem = Problem.seeded(SMALL, cell, 1);
        try (Workload workload = libtorch.open(problem, 1)) {
            Outcome before = workload.outcome(problem.targets());
            workload.step();
            workload.infer();
            Outcome after = workload.outcome(problem.targets());
            assertTrue(Arrays.equals(before.logits(), after.logits()), "logits");
            before.gradients()
                    .forEach((name, gradient) ->
                            assertTrue(Arrays.equals(gradient, after.gradients().get(name)), name));
            assertEquals(before.loss(), workload.train(), "the loss before the update");
        }
    }

    private static Problem repeatingTheFirstStep(Problem problem) {
        int perStep = SMALL.rows() * SMALL.inputSize();
        float[] x = new float[problem.x().length];
        for (int i = 0; i < x.length; i++) {
            x[i] = problem.x()[i % perStep];
        }
        return new Problem(SMALL, problem.cell(), x, problem.targets(), problem.weights());
    }

    private static double[] sinceTheFirst(double[] losses) {
        return Arrays.stream(losses).skip(1).map(loss -> losses[0] - loss).toArray();
    }

    private static void agree(String name, double[] actual, double[] expected) {
        agree(name, actual, expected, Comparison.FLOAT32_BOUND);
    }

    private static void agree(String name, double[] actual, double[] expected, double bound) {
        Comparison comparison = Comparison.of(name, actual, expected, bound);
        assertTrue(comparison.agrees(), comparison.toString());
    }
}
