package dev.unroll.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.backend.DeviceBuffer;
import dev.unroll.backend.ElementType;
import dev.unroll.backend.GemmSpec;
import dev.unroll.backend.View;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/** Products of few rows are right whether their weights are packed, kept or changed since, and have the bits that any product has. */
class KeptPanelsTest {
    private static final int[] ROWS = {1, 2, 4, 5, 64};
    private static final int[] DEPTHS = {1, 7, Panels.BLOCK + 3};
    /** Narrow panels, pairs of wide ones, a lonely one, and a last one that is not full. */
    private static final int[] COLUMNS = {1, 9, 24, 45, 48, 56, 72, 80, 97};
    /** Wide enough for the threads to share it. */
    private static final int LARGE = 517;
    /** Packed for one product, kept, and found. */
    private static final int TIMES = 3;

    private static final int SIZE = 16;
    /** Matrices of one buffer, more than are kept. */
    private static final int MANY = 300;

    private final Random random = new Random(9);

    @Test
    void everySizeEachTime() {
        for (KernelSet kernels : new KernelSet[] {KernelSet.pick(true), KernelSet.SCALAR}) {
            try (CpuBackend backend = Program.backend(kernels, 1)) {
                for (int rows : ROWS) {
                    for (int depth : DEPTHS) {
                        for (int columns : COLUMNS) {
                            check(backend, rows, columns, depth);
                        }
                    }
                }
            }
        }
    }

    @Test
    void sharedByThreads() {
        for (KernelSet kernels : new KernelSet[] {KernelSet.pick(true), KernelSet.SCALAR}) {
            for (int threads : new int[] {1, 2, 3, 5}) {
                try (CpuBackend backend = Program.backend(kernels, threads)) {
                    check(backend, 1, LARGE, LARGE);
                    check(backend, 4, LARGE, LARGE);
                }
            }
        }
    }

    @Test
    void memoryOfTheirOwnFromTheSecondTimeOnUntilTheWeightsChangeOrAreClosed() {
        try (CpuBackend backend = Program.backend(KernelSet.SCALAR, 1)) {
            View w = filled(backend, numbers(SIZE * SIZE)).view(0, SIZE, SIZE);
            View x = filled(backend, numbers(SIZE)).view(0, 1, SIZE);
            View y = filled(backend, numbers(SIZE)).view(0, 1, SIZE);
            backend.gemm(GemmSpec.NT, x, w, null, y);
            KeptPanels panels = ((CpuBuffer) w.buffer()).panels(Matrix.of(w, true), Assertions::fail);
            assertFalse(panels.isKept(), "asked for once");
            backend.gemm(GemmSpec.NT, x, w, null, y);
            assertTrue(panels.isKept(), "asked for again");
            backend.axpby(1, w, 0.5, w);
            assertFalse(panels.isKept(), "the weights have changed");
            backend.gemm(GemmSpec.NT, x, w, null, y);
            assertFalse(panels.isKept(), "asked for once since");
            backend.gemm(GemmSpec.NT, x, w, null, y);
            w.buffer().close();
            assertFalse(panels.isKept(), "the weights are closed");
        }
    }

    @Test
    void aRecordedProductSeesWhatTheRecordedWorkBeforeItChanged() {
        try (CpuBackend backend = Program.backend(KernelSet.SCALAR, 2)) {
            View w = filled(backend, numbers(SIZE * SIZE)).view(0, SIZE, SIZE);
            View x = filled(backend, numbers(SIZE)).view(0, 1, SIZE);
            View before = filled(backend, numbers(SIZE)).view(0, 1, SIZE);
            View after = filled(backend, numbers(SIZE)).view(0, 1, SIZE);
            View firstRow = w.slice(0, 1);
            for (int i = 0; i < 2 * TIMES; i++) {
                backend.record("step", () -> {
                    backend.gemm(GemmSpec.NT, x, w, null, before);
                    backend.axpby(0, x, 2, firstRow);
                    backend.gemm(GemmSpec.NT, x, w, null, after);
                });
                float first = values(backend, before)[0];
                assertEquals(2 * first, values(backend, after)[0], "step " + i);
            }
        }
    }

    /** Panels that a recording holds when the buffer knows of too many others. */
    @Test
    void forgottenPanelsSeeChanges() {
        try (CpuBackend backend = Program.backend(KernelSet.SCALAR, 1)) {
            DeviceBuffer buffer = filled(backend, numbers(SIZE + MANY));
            View x = filled(backend, new float[] {1}).view(0, 1, 1);
            View y = filled(backend, new float[SIZE]).view(0, 1, SIZE);
            View w = buffer.view(0, SIZE, 1);
            Runnable product = () -> backend.gemm(GemmSpec.NT, x, w, null, y);
            backend.record("product", product);
            for (int i = 1; i < MANY; i++) {
                backend.gemm(GemmSpec.NT, x, buffer.view(i, SIZE, 1), null, y);
            }
            for (int change = 0; change < TIMES; change++) {
                for (int i = 0; i < TIMES; i++) {
                    backend.record("product", product);
                    assertEquals(values(backend, w)[0], values(backend, y)[0], "change " + change);
                }
                backend.axpby(0, w, 0.5, w);
            }
        }
    }

    @Test
    void manyMatricesOfOneBuffer() {
        try (CpuBackend backend = Program.backend(KernelSet.SCALAR, 1)) {
            float[] numbers = numbers(SIZE + MANY);
            DeviceBuffer buffer = filled(backend, numbers);
            View x = filled(backend, new float[] {1}).view(0, 1, 1);
            View y = filled(backend, new float[SIZE]).view(0, 1, SIZE);
            for (int i = 0; i < TIMES * MANY; i++) {
                int at = i % MANY;
                backend.gemm(GemmSpec.NT, x, buffer.view(at, SIZE, 1), null, y);
                assertEquals(numbers[at], values(backend, y)[0], "matrix " + at);
            }
        }
    }

    /** With gaps between the rows of each operand, and added to what is there. */
    private void check(CpuBackend backend, int rows, int columns, int depth) {
        float[] a = numbers(rows * (depth + 3));
        float[] b = numbers(columns * (depth + 5));
        float[] c = numbers(rows * (columns + 1));
        try (DeviceBuffer left = filled(backend, a);
                DeviceBuffer right = filled(backend, b);
                DeviceBuffer result = filled(backend, c)) {
            for (int time = 0; time < TIMES; time++) {
                backend.gemm(
                        GemmSpec.NT.accumulate(),
                        new View(left, 0, rows, depth, depth + 3),
                        new View(right, 0, columns, depth, depth + 5),
                        null,
                        new View(result, 0, rows, columns, columns + 1));
                for (int r = 0; r < rows; r++) {
                    for (int j = 0; j < columns; j++) {
                        add(a, r * (depth + 3), b, j * (depth + 5), depth, c, r * (columns + 1) + j);
                    }
                }
                float[] got = new float[c.length];
                backend.download(result, 0, got, 0, got.length);
                String where = backend.device().name() + ", " + rows + " rows, " + columns + " columns, depth " + depth;
                assertArrayEquals(c, got, where + ", time " + time);
            }
        }
    }

    /** The order of additions of {@link Panels} and {@link TileKernel}. */
    private static void add(float[] x, int xAt, float[] w, int wAt, int depth, float[] c, int at) {
        for (int block = 0; block < depth; block += Panels.BLOCK) {
            float sum = 0;
            for (int k = block; k < Math.min(depth, block + Panels.BLOCK); k++) {
                sum = Math.fma(x[xAt + k], w[wAt + k], sum);
            }
            c[at] += sum;
        }
    }

    private static DeviceBuffer filled(CpuBackend backend, float[] values) {
        DeviceBuffer buffer = backend.allocate(ElementType.REAL, values.length);
        backend.upload(buffer, 0, values, 0, values.length);
        return buffer;
    }

    private static float[] values(CpuBackend backend, View row) {
        float[] values = new float[(int) row.size()];
        backend.download(row.buffer(), row.offset(), values, 0, values.length);
        return values;
    }

    private float[] numbers(int count) {
        float[] result = new float[count];
        for (int i = 0; i < count; i++) {
            result[i] = random.nextFloat() * 2 - 1;
        }
        return result;
    }
}
