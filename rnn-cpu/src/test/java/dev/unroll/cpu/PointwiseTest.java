package dev.unroll.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.unroll.backend.Activation;
import dev.unroll.backend.DropoutSpec;
import dev.unroll.backend.Philox;
import dev.unroll.backend.StepScalars;
import dev.unroll.backend.View;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Kernels that treat elements singly, sums, and the embedding. */
class PointwiseTest {
    private static final int[][] SIZES = {
        {1, 1}, {2, 7}, {13, 16}, {17, 33}, {64, 100}, {257, 257}, {3, 20000}, {0, 5}, {5, 0}
    };

    @Test
    void axpbyAgrees() {
        for (int[] size : SIZES) {
            for (double beta : new double[] {0, 1, -0.3}) {
                Program program = memory -> {
                    View x = memory.uniform(size[0], size[1]);
                    View y = beta == 0 ? memory.garbage(size[0], size[1]) : memory.uniform(size[0], size[1]);
                    memory.backend.axpby(0.7, x, beta, y);
                    memory.backend.axpby(2, y, 0, y);
                    memory.result("y", y);
                };
                program.assertAgrees(size[0] + " x " + size[1] + ", beta " + beta);
            }
        }
    }

    @Test
    void copyKeepsEveryBit() {
        Program program = memory -> {
            View x = memory.constant(Double.NaN, Double.POSITIVE_INFINITY, -0.0, Float.MIN_VALUE, 1.1f);
            View y = memory.garbage(1, 5);
            memory.backend.axpby(1, x, 0, y);
            memory.result("y", y);
        };
        program.assertAgrees("copy");
    }

    @Test
    void fillAgrees() {
        Program program = memory -> {
            View y = memory.garbage(5, 9);
            memory.backend.fill(y, 0.1);
            memory.result("y", y);
            View ids = memory.ints(4, r -> 7);
            memory.backend.fill(ids, 3.9);
            int[] values = new int[8];
            memory.backend.download(ids.buffer(), 0, values, 0, 8);
            assertEquals(3, values[2]);
            assertEquals(-77, values[3]);
        };
        program.assertAgrees("fill");
    }

    @Test
    void activationBackwardAgrees() {
        for (int[] size : SIZES) {
            for (Activation activation : Activation.values()) {
                Program program = memory -> {
                    View y = memory.uniform(size[0], size[1]);
                    View dx = memory.uniform(size[0], size[1]);
                    memory.backend.activationBackward(activation, y, dx, dx);
                    memory.result("dx", dx);
                };
                program.assertAgrees(activation + " " + size[0] + " x " + size[1]);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 16, 40})
    void nanInIsNanOut(int columns) {
        for (Activation activation : Activation.values()) {
            Program program = memory -> {
                View y = memory.of(1, columns, 0, i -> i == columns - 1 ? Double.NaN : -0.5);
                View dy = memory.of(1, columns, 0, i -> i == columns / 2 ? Double.NaN : 1);
                View dx = memory.garbage(1, columns);
                memory.backend.activationBackward(activation, y, dy, dx);
                memory.result("dx", dx);
            };
            program.assertAgrees(activation + ", " + columns + " columns");
        }
    }

    @Test
    void columnSumAgrees() {
        for (int[] size : SIZES) {
            Program program = memory -> {
                View out = memory.uniform(1, size[1]);
                memory.backend.columnSum(memory.uniform(size[0], size[1]), out);
                memory.result("out", out);
            };
            program.assertAgrees(size[0] + " x " + size[1]);
        }
    }

    @Test
    void sumOfSquaresAgrees() {
        for (int[] size : SIZES) {
            for (double scale : new double[] {1, 1e-15, 1e15}) {
                Program program = memory -> {
                    View out = memory.garbage(1, 1);
                    memory.backend.sumOfSquares(memory.uniform(size[0], size[1], scale), out);
                    memory.result("out", out);
                };
                program.assertAgrees(size[0] + " x " + size[1] + ", scale " + scale);
            }
        }
        Program dense = memory -> {
            View out = memory.garbage(1, 1);
            memory.backend.sumOfSquares(memory.dense(1, 100_000), out);
            memory.result("out", out);
        };
        dense.assertAgrees("one long row");
    }

    @Test
    void embeddingAgrees() {
        for (int columns : new int[] {1, 13, 64, 300}) {
            Program program = memory -> {
                View ids = memory.ints(200, r -> r == 5 ? -1 : r == 9 ? 40 : r * 7 % 11);
                View out = memory.garbage(200, columns);
                memory.backend.embeddingForward(memory.uniform(40, columns), ids, out);
                memory.result("out", out);
                View dTable = memory.uniform(40, columns);
                memory.backend.embeddingBackward(ids, memory.uniform(200, columns), dTable);
                memory.result("dTable", dTable);
            };
            program.assertAgrees(columns + " columns");
        }
    }

    @Test
    void dropoutAgrees() {
        for (int[] size : SIZES) {
            Program program = memory -> {
                double[] scalars = new double[StepScalars.LENGTH];
                StepScalars.putStep(scalars, (5L << 24) + 7);
                View step = memory.constant(scalars[StepScalars.STEP_LOW], scalars[StepScalars.STEP_HIGH]);
                View y = memory.garbage(size[0], size[1]);
                memory.backend.dropout(
                        new DropoutSpec(0.3, 12345678901L, 2), step, memory.uniform(size[0], size[1]), y);
                memory.result("y", y);
            };
            program.assertAgrees(size[0] + " x " + size[1]);
        }
    }

    @Test
    void dropoutMaskIsTheGenerators() {
        try (CpuBackend backend = Program.backend(KernelSet.pick(true), 2)) {
            Program.Memory memory = new Program.Memory(backend, 1);
            View x = memory.of(3, 7, 1, i -> 1);
            backend.dropout(new DropoutSpec(0.5, 99, 4), memory.constant(11, 2), x, x);
            memory.result("y", x);
            int[] words = new int[4];
            for (int e = 0; e < 21; e++) {
                Philox.block(99, e / 4, 4, 11, 2, words);
                assertEquals(
                        words[e % 4] >>> 8 >= 1 << 23 ? 2 : 0, memory.results.get("y")[e], "element " + e);
            }
        }
    }
}
