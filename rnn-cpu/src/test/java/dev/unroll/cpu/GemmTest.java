package dev.unroll.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.backend.Epilogue;
import dev.unroll.backend.GemmSpec;
import dev.unroll.backend.View;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class GemmTest {
    private static final int[][] SIZES = {
        {1, 1, 1},
        {2, 7, 13},
        {7, 16, 17},
        {13, 33, 2},
        {16, 64, 100},
        {17, 100, 33},
        {33, 13, 257},
        {64, 257, 64},
        {100, 2, 300},
        {257, 33, 16},
        {5, 129, 513},
        {200, 300, 40},
        {3, 5, 0},
        {0, 4, 3},
        {4, 0, 3}
    };

    @Test
    void agreesForAllTransposes() {
        for (int[] size : SIZES) {
            for (int bits = 0; bits < 4; bits++) {
                boolean left = (bits & 1) != 0;
                boolean right = (bits & 2) != 0;
                GemmSpec spec = new GemmSpec(left, right, 0, Epilogue.NONE);
                product(spec, size).assertAgrees(spec + " " + Arrays.toString(size));
            }
        }
    }

    @Test
    void agreesForEpiloguesAndAccumulation() {
        // The second is summed in three blocks, of which the last alone is followed by what the epilogue does.
        for (int[] size : new int[][] {{19, 70, 300}, {70, 90, 1100}}) {
            for (Epilogue epilogue : Epilogue.values()) {
                String what = epilogue + " " + Arrays.toString(size);
                product(GemmSpec.NT.with(epilogue), size).assertAgrees(what);
                product(GemmSpec.TN.with(epilogue).accumulate(), size).assertAgrees("accumulating " + what);
            }
        }
        product(GemmSpec.NN.with(Epilogue.BIAS_TANH).accumulate(), new int[] {3, 5, 0})
                .assertAgrees("no products");
    }

    @Test
    void nanReachesItsRowAndNothingElse() {
        Program program = memory -> {
            View a = memory.of(9, 40, 2, i -> i == 3 * 40 + 7 ? Float.NaN : 0.5);
            View b = memory.uniform(50, 40);
            View c = memory.garbage(9, 50);
            memory.backend.gemm(GemmSpec.NT.with(Epilogue.BIAS_RELU), a, b, memory.uniform(1, 50), c);
            memory.result("c", c);
        };
        program.assertAgrees("NaN in row 3");
    }

    /** A head's gradient: too low to be cut into rows, and packed more often when it is cut into columns. */
    @Test
    void everyThreadGetsAPart() {
        try (CpuBackend backend = Program.backend(KernelSet.pick(true), 1);
                WorkerPool pool = new WorkerPool(2, "test")) {
            Program.Memory memory = new Program.Memory(backend, 3);
            Matrix gradient = Matrix.of(memory.dense(300, 64), true);
            Matrix states = Matrix.of(memory.dense(300, 256), false);
            int parts = new Gemm(KernelSet.pick(true), pool).parts(gradient, states).length;
            assertTrue(parts >= 2, parts + " for 2 threads");
        }
    }

    @Test
    void rowHasTheSameBitsInEveryTile() {
        try (CpuBackend backend = Program.backend(KernelSet.pick(true), 2)) {
            Program.Memory memory = new Program.Memory(backend, 3);
            View a = memory.dense(40, 300);
            View b = memory.dense(300, 70);
            View whole = memory.dense(40, 70);
            backend.gemm(GemmSpec.NN, a, b, null, whole);
            float[] expected = row(backend, whole, 31);
            for (int rows = 1; rows <= 9; rows++) {
                View part = memory.dense(rows, 70);
                backend.gemm(GemmSpec.NN, a.slice(32 - rows, rows), b, null, part);
                assertArrayEquals(expected, row(backend, part, rows - 1), "as the last of " + rows + " rows");
            }
        }
    }

    private static float[] row(CpuBackend backend, View view, int row) {
        float[] values = new float[view.columns()];
        backend.download(view.buffer(), view.offset() + (long) row * view.rowStride(), values, 0, values.length);
        return values;
    }

    private static Program product(GemmSpec spec, int[] size) {
        return memory -> {
            int m = size[0];
            int n = size[1];
            int k = size[2];
            View a = spec.transposeA() ? memory.uniform(k, m) : memory.uniform(m, k);
            View b = spec.transposeB() ? memory.uniform(n, k) : memory.uniform(k, n);
            View bias = spec.epilogue() == Epilogue.NONE ? null : memory.uniform(1, n);
            View c = spec.beta() == 0 ? memory.garbage(m, n) : memory.uniform(m, n);
            memory.backend.gemm(spec, a, b, bias, c);
            memory.result("c", c);
        };
    }
}
