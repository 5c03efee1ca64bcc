package dev.unroll.bench.workload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.backend.CellType;
import dev.unroll.conformance.ErrorBounds;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** More steps than are compared, more rows than are compared, two layers: the part must stand for the whole. */
class WorkloadCheckTest {
    private static final Shape SHAPE = new Shape(11, 5, 3, 9, 2, 7);

    @ParameterizedTest
    @EnumSource
    void theCpuBackendPasses(CellType cell) {
        Problem problem = Problem.seeded(SHAPE, cell, 3);
        try (Workload workload = Workloads.open("cpu", problem, 2)) {
            new WorkloadCheck(problem).run(workload);
            double loss = workload.train();
            assertEquals(loss, workload.train(), 1e-3 * loss, "a step at this rate leaves the work as it was");
        }
    }

    /** So large that the reference computes one row alone; the optimizer's effect must show over the rounding here as well. */
    @ParameterizedTest
    @EnumSource
    void aLargeProblemPasses(CellType cell) {
        Problem problem = Problem.seeded(new Shape(30, 3, 128, 512, 1, 64), cell, 3);
        try (Workload workload = Workloads.open("cpu", problem, 2)) {
            new WorkloadCheck(problem).run(workload);
        }
    }

    @Test
    void oneStepOfOneRowPasses() {
        Problem problem = Problem.seeded(SHAPE.oneStep(), CellType.GRU, 3);
        try (Workload workload = Workloads.open("cpu", problem, 1)) {
            new WorkloadCheck(problem).run(workload);
        }
    }

    /** Off by a twentieth of what TF32 may, and by ten times that. */
    @ParameterizedTest
    @CsvSource({"TF32, 5e-4, true", "TF32, 5e-2, false", "FLOAT32, 5e-4, false"})
    void isJudgedByItsOwnBounds(String precision, double error, boolean passes) {
        ErrorBounds bounds = precision.equals("TF32") ? ErrorBounds.TF32 : ErrorBounds.FLOAT32;
        Problem problem = Problem.seeded(SHAPE, CellType.GRU, 3);
        Workload exact = Workloads.open("reference", problem, 1);
        try (Workload workload = new InexactWorkload(exact, bounds, (float) (1 + error))) {
            WorkloadCheck check = new WorkloadCheck(problem);
            if (passes) {
                check.run(workload);
            } else {
                String message = assertThrows(IllegalStateException.class, () -> check.run(workload))
                        .getMessage();
                assertTrue(message.contains("one step's outputs: FAILED"), message);
                assertTrue(message.contains(String.format(Locale.ROOT, "%.0e", bounds.network())), message);
            }
        }
    }

    /** Says how exact it is, and tells everything but losses a little too large. */
    private record InexactWorkload(Workload inner, ErrorBounds bounds, float factor) implements Workload {
        @Override
        public String implementation() {
            return inner.implementation();
        }

        @Override
        public void infer() {
            inner.infer();
        }

        @Override
        public float[] inferred() {
            return off(inner.inferred());
        }

        @Override
        public double train() {
            return inner.train();
        }

        @Override
        public float[] step() {
            return off(inner.step().clone());
        }

        @Override
        public void retarget(int[] targets) {
            inner.retarget(targets);
        }

        @Override
        public Outcome outcome(int[] targets) {
            Outcome right = inner.outcome(targets);
            right.gradients().values().forEach(this::off);
            return new Outcome(off(right.logits()), right.loss(), right.gradients());
        }

        private float[] off(float[] values) {
            for (int i = 0; i < values.length; i++) {
                values[i] *= factor;
            }
            return values;
        }

        @Override
        public void close() {
            inner.close();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "LOGITS, outputs: FAILED",
        "LOSS, loss: FAILED",
        "GRADIENT, gradient of weight_hh_l1: FAILED",
        "STEP, one step's outputs: FAILED",
        "MISSING, weight_hh_l1",
        "SHORT, outputs: FAILED",
        "INFER_SHORT, inferred outputs: FAILED",
        "TRAIN_THROWS, training is not implemented",
        "TRAIN_LOSS, loss of training: FAILED",
        "NO_OPTIMIZER, effect of a training step: FAILED"
    })
    void whatIsWrongIsNamed(Fault fault, String named) {
        Problem problem = Problem.seeded(SHAPE, CellType.LSTM, 3);
        try (Workload workload = new FaultyWorkload(Workloads.open("reference", problem, 1), problem, fault)) {
            RuntimeException failure =
                    assertThrows(RuntimeException.class, () -> new WorkloadCheck(problem).run(workload));
            assertTrue(String.valueOf(failure.getMessage()).contains(named), failure.getMessage());
        }
    }

    private enum Fault {
        LOGITS,
        LOSS,
        GRADIENT,
        STEP,
        MISSING,
        /** Only the first eight steps, everywhere. */
        SHORT,
        INFER_SHORT,
        TRAIN_THROWS,
        TRAIN_LOSS,
        /** Every training step tells the first loss again. */
        NO_OPTIMIZER
    }

    /** Computes right and tells wrong. */
    private record FaultyWorkload(Workload inner, Problem problem, Fault fault) implements Workload {
        @Override
        public String implementation() {
            return inner.implementation();
        }

        @Override
        public void infer() {
            inner.infer();
        }

        @Override
        public float[] inferred() {
            float[] outputs = inner.inferred();
            return fault == Fault.SHORT || fault == Fault.INFER_SHORT ? shortened(outputs) : outputs;
        }

        private static float[] shortened(float[] outputs) {
            Arrays.fill(outputs, 8 * SHAPE.rows() * SHAPE.outputs(), outputs.length, 0);
            return outputs;
        }

        @Override
        public void retarget(int[] targets) {
            inner.retarget(targets);
        }

        @Override
        public double train() {
            if (fault == Fault.TRAIN_THROWS) {
                throw new UnsupportedOperationException("training is not implemented");
            }
            if (fault == Fault.NO_OPTIMIZER) {
                return inner.outcome(counted(problem)).loss();
            }
            return inner.train() * (fault == Fault.TRAIN_LOSS ? 1.001 : 1);
        }

        /** The targets that the check counts at this size: those of the first and the last row. */
        private static int[] counted(Problem problem) {
            int[] targets = problem.targets().clone();
            for (int i = 0; i < targets.length; i++) {
                int row = i % SHAPE.rows();
                targets[i] = row == 0 || row == SHAPE.rows() - 1 ? targets[i] : -1;
            }
            return targets;
        }

        @Override
        public float[] step() {
            float[] outputs = inner.step();
            if (fault == Fault.STEP) {
                outputs[outputs.length - 1] += 0.01f;
            }
            return outputs;
        }

        @Override
        public Outcome outcome(int[] targets) {
            Outcome right = inner.outcome(targets);
            Map<String, float[]> gradients = new HashMap<>(right.gradients());
            if (fault == Fault.SHORT) {
                shortened(right.logits());
            }
            if (fault == Fault.LOGITS) {
                right.logits()[0] *= 1.001f;
            }
            if (fault == Fault.GRADIENT) {
                gradients.get("weight_hh_l1")[5] += 1;
            }
            if (fault == Fault.MISSING) {
                gradients.remove("weight_hh_l1");
            }
            double loss = fault == Fault.LOSS ? right.loss() * 1.001 : right.loss();
            return new Outcome(right.logits(), loss, gradients);
        }

        @Override
        public void close() {
            inner.close();
        }
    }
}
