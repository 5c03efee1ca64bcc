package dev.unroll.cpu;

import dev.unroll.backend.LossState;
import dev.unroll.backend.View;
import org.junit.jupiter.api.Test;

class LossTest {
    private static final int[][] SIZES = {{1, 1}, {3, 2}, {7, 13}, {33, 17}, {64, 100}, {5, 10_000}, {2, 0}};

    @Test
    void crossEntropyAgrees() {
        for (int[] size : SIZES) {
            for (double scale : new double[] {0.1, 20, 300}) {
                crossEntropy(size, scale, false).assertAgrees("loss alone, " + size[0] + " x " + size[1]);
                crossEntropy(size, scale, true).assertAgrees("scale " + scale + ", " + size[0] + " x " + size[1]);
            }
        }
    }

    private static Program crossEntropy(int[] size, double scale, boolean gradient) {
        return memory -> {
            int rows = size[0];
            int columns = size[1];
            View logits = memory.uniform(rows, columns, scale);
            View targets = memory.ints(
                    rows, r -> r % 5 == 2 ? -1 : r % 7 == 6 ? columns : columns == 0 ? 3 : r * 31 % columns);
            LossState state = state(memory, rows, 0.25);
            View dLogits = gradient ? memory.garbage(rows, columns) : null;
            memory.backend.softmaxCrossEntropy(logits, targets, state, dLogits);
            results(memory, state, dLogits);
        };
    }

    @Test
    void gradientMayReplaceTheLogits() {
        Program program = memory -> {
            View logits = memory.uniform(4, 40);
            LossState state = state(memory, 4, 1);
            memory.backend.softmaxCrossEntropy(logits, memory.ints(4, r -> r), state, logits);
            results(memory, state, logits);
        };
        program.assertAgrees("in place");
    }

    @Test
    void extremeLogitsAgree() {
        double[][] rows = {
            {Double.NaN, 1, 2}, {1, Double.NaN, 2}, {Double.POSITIVE_INFINITY, 1, 2}, {Double.NEGATIVE_INFINITY, 1, 2},
            {3e38, -3e38, 0}, {1000, 0, 0}, {-1000, 0, 0}, {20, 0, 0}
        };
        for (double[] row : rows) {
            for (int width : new int[] {3, 40}) {
                Program program = memory -> {
                    View logits = memory.of(1, width, 1, i -> row[i % 3]);
                    LossState state = state(memory, 1, 1);
                    View dLogits = memory.garbage(1, width);
                    memory.backend.softmaxCrossEntropy(logits, memory.ints(1, r -> 0), state, dLogits);
                    results(memory, state, dLogits);
                };
                program.assertAgrees(row[0] + ", " + row[1] + ", " + row[2] + ", width " + width);
            }
        }
    }

    @Test
    void nothingCountedIsLossZero() {
        Program program = memory -> {
            LossState state = state(memory, 3, Double.NaN);
            View dLogits = memory.garbage(3, 5);
            memory.backend.softmaxCrossEntropy(memory.uniform(3, 5), memory.ints(3, r -> -1), state, dLogits);
            results(memory, state, dLogits);
        };
        program.assertAgrees("no target");
    }

    @Test
    void squaredErrorAgrees() {
        for (int[] size : SIZES) {
            for (boolean all : new boolean[] {true, false}) {
                Program program = memory -> {
                    View prediction = memory.uniform(size[0], size[1]);
                    View target = memory.uniform(size[0], size[1]);
                    View counted = all ? null : memory.ints(size[0], r -> r % 3 - 1);
                    LossState state = state(memory, size[0], 0.5);
                    View gradient = memory.garbage(size[0], size[1]);
                    memory.backend.meanSquaredError(prediction, target, counted, state, gradient);
                    memory.backend.meanSquaredError(prediction, target, counted, state, null);
                    results(memory, state, gradient);
                };
                program.assertAgrees(size[0] + " x " + size[1] + ", all " + all);
            }
        }
    }

    private static LossState state(Program.Memory memory, int rows, double factor) {
        return new LossState(memory.constant(factor), memory.garbage(rows, 1), memory.garbage(1, 2));
    }

    private static void results(
            Program.Memory memory, LossState state, @org.jspecify.annotations.Nullable View gradient) {
        memory.result("row losses", state.rowLosses());
        memory.result("loss and count", state.result());
        if (gradient != null) {
            memory.result("gradient", gradient);
        }
    }
}
