package dev.unroll.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.unroll.backend.AdamSpec;
import dev.unroll.backend.OptimizerState;
import dev.unroll.backend.SgdSpec;
import dev.unroll.backend.StepScalars;
import dev.unroll.backend.View;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OptimizerTest {
    private static final int[][] SIZES = {{1, 1}, {3, 17}, {2, 33}, {1, 20_000}};

    @Test
    void stepsAgree() {
        for (int[] size : SIZES) {
            for (double norm : new double[] {0, 1.5}) {
                for (boolean adam : new boolean[] {true, false}) {
                    steps(size, norm, adam)
                            .assertAgrees("adam " + adam + ", norm " + norm + ", " + size[1] + " columns");
                }
            }
        }
    }

    private static Program steps(int[] size, double norm, boolean adam) {
        return memory -> {
            OptimizerState state = state(memory, size[0], size[1], adam);
            for (int step = 1; step <= 3; step++) {
                View scalars = scalars(memory, step, norm, 2, 9);
                if (adam) {
                    memory.backend.adamStep(new AdamSpec(0.9, 0.999, 1e-8, 0.01), state, scalars);
                } else {
                    memory.backend.sgdStep(new SgdSpec(0.9, 0.01), state, scalars);
                }
                memory.result("scalars", scalars);
            }
            memory.result("parameters", state.parameters());
            memory.result("m", state.m());
            if (state.v() != null) {
                memory.result("v", state.v());
            }
        };
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY})
    void nothingChangesWhenLossOrNormIsNotFinite(double bad) {
        try (CpuBackend backend = Program.backend(KernelSet.pick(true), 1)) {
            for (int which = 0; which < 4; which++) {
                Program.Memory memory = new Program.Memory(backend, 2);
                boolean adam = which < 2;
                OptimizerState state = state(memory, 2, 20, adam);
                double[] before = all(memory, state);
                View scalars = scalars(memory, 1, 1, which % 2 == 0 ? bad : 2, which % 2 == 0 ? 9 : bad);
                if (adam) {
                    backend.adamStep(AdamSpec.DEFAULT, state, scalars);
                } else {
                    backend.sgdStep(new SgdSpec(0.9, 0), state, scalars);
                }
                assertArrayEquals(before, all(memory, state));
                memory.result("scalars", scalars);
                assertEquals(0, memory.results.get("scalars")[StepScalars.APPLIED]);
            }
        }
    }

    @Test
    void tinyMomentsBecomeZeroAndNanStays() {
        for (KernelSet kernels : new KernelSet[] {KernelSet.pick(true), KernelSet.SCALAR}) {
            try (CpuBackend backend = Program.backend(kernels, 1)) {
                Program.Memory memory = new Program.Memory(backend, 2);
                View parameters = memory.of(1, 20, 0, i -> 1);
                View gradients = memory.of(1, 20, 0, i -> i % 4 == 3 ? Double.NaN : 0);
                View m = memory.of(1, 20, 0, i -> i % 4 == 0 ? 0x1p-100 : 0x1p-99);
                View v = memory.of(1, 20, 0, i -> i % 4 == 0 ? 0x1p-120 : 0x1p-119);
                backend.adamStep(
                        AdamSpec.DEFAULT, new OptimizerState(parameters, gradients, m, v), scalars(memory, 1, 0, 1, 1));
                memory.result("m", m);
                memory.result("v", v);
                for (int i = 0; i < 20; i++) {
                    double[] expected = i % 4 == 0
                            ? new double[] {0, 0}
                            : i % 4 == 3
                                    ? new double[] {Double.NaN, Double.NaN}
                                    : new double[] {(float) (0.9f * 0x1p-99f), 0.999f * 0x1p-119f};
                    assertEquals(expected[0], memory.results.get("m")[i], "m[" + i + "], " + kernels.name());
                    assertEquals(expected[1], memory.results.get("v")[i], "v[" + i + "], " + kernels.name());
                }
            }
        }
    }

    private static OptimizerState state(Program.Memory memory, int rows, int columns, boolean adam) {
        return new OptimizerState(
                memory.uniform(rows, columns),
                memory.uniform(rows, columns),
                memory.uniform(rows, columns, 0.1),
                adam ? memory.of(rows, columns, 3, i -> 0.01 * (i % 13)) : null);
    }

    private static View scalars(Program.Memory memory, int step, double norm, double loss, double squares) {
        double[] scalars = new double[StepScalars.LENGTH];
        scalars[StepScalars.LEARNING_RATE] = 0.01;
        scalars[StepScalars.BIAS_CORRECTION_1] = 1 - StrictMath.pow(0.9, step);
        scalars[StepScalars.BIAS_CORRECTION_2] = 1 - StrictMath.pow(0.999, step);
        scalars[StepScalars.MAXIMAL_NORM] = norm;
        scalars[StepScalars.LOSS] = loss;
        scalars[StepScalars.SUM_OF_SQUARES] = squares;
        return memory.constant(scalars);
    }

    private static double[] all(Program.Memory memory, OptimizerState state) {
        View view = state.parameters();
        View v = state.v();
        memory.result("p", view);
        memory.result("m", state.m());
        memory.result("v", v == null ? view : v);
        return java.util.stream.Stream.of("p", "m", "v")
                .flatMapToDouble(name -> java.util.Arrays.stream(memory.results.get(name)))
                .toArray();
    }
}
