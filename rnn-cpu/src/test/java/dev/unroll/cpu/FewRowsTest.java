package dev.unroll.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.backend.DeviceBuffer;
import dev.unroll.backend.ElementType;
import dev.unroll.backend.GemmSpec;
import dev.unroll.backend.View;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A product with an operand as it lies gives the bits of the order of additions that {@link DotKernel} promises, whatever runs it. */
class FewRowsTest {
    private static final int MOST_ROWS = 4;
    private static final int MOST_DEPTH = 70;
    private static final int MOST_COLUMNS = 11;
    /** Wide and deep enough for the threads to share it. */
    private static final int LARGE = 517;

    private final Random random = new Random(9);

    @Test
    void everyDepthAndWidth() {
        for (KernelSet kernels : new KernelSet[] {KernelSet.pick(true), KernelSet.SCALAR}) {
            try (CpuBackend backend = Program.backend(kernels, 1)) {
                for (int depth = 1; depth <= MOST_DEPTH; depth++) {
                    for (int columns = 1; columns <= MOST_COLUMNS; columns++) {
                        check(backend, 1 + depth % MOST_ROWS, columns, depth);
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
                    check(backend, MOST_ROWS, LARGE, LARGE);
                }
            }
        }
    }

    @Test
    void sizesAloneDecide() {
        try (CpuBackend backend = Program.backend(KernelSet.SCALAR, 1);
                DeviceBuffer buffer = backend.allocate(ElementType.REAL, 6)) {
            View view = buffer.view(0, 2, 3);
            assertTrue(FewRows.suits(MOST_ROWS, Matrix.of(view, true)));
            assertFalse(FewRows.suits(MOST_ROWS + 1, Matrix.of(view, true)), "more rows are worth packing for");
            assertFalse(
                    FewRows.suits(1, Matrix.of(view, false)),
                    "a row of an operand that is not transposed holds no dot product");
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
            backend.gemm(
                    GemmSpec.NT.accumulate(),
                    new View(left, 0, rows, depth, depth + 3),
                    new View(right, 0, columns, depth, depth + 5),
                    null,
                    new View(result, 0, rows, columns, columns + 1));
            float[] got = new float[c.length];
            backend.download(result, 0, got, 0, got.length);
            for (int r = 0; r < rows; r++) {
                for (int j = 0; j < columns; j++) {
                    c[r * (columns + 1) + j] += dot(a, r * (depth + 3), b, j * (depth + 5), depth);
                }
            }
            assertArrayEquals(
                    c,
                    got,
                    () -> backend.device().name() + ": " + rows + " rows, " + columns + " columns, depth " + depth);
        }
    }

    private static float dot(float[] x, int xAt, float[] w, int wAt, int depth) {
        float[] sums = new float[16];
        int whole = depth / 16 * 16;
        for (int k = 0; k < whole; k++) {
            sums[k % 16] = Math.fma(x[xAt + k], w[wAt + k], sums[k % 16]);
        }
        for (int i = 0; i < 8; i++) {
            sums[i] += sums[i + 8];
        }
        for (int k = whole; k < depth; k++) {
            sums[k % 8] = Math.fma(x[xAt + k], w[wAt + k], sums[k % 8]);
        }
        float even = (sums[0] + sums[4]) + (sums[2] + sums[6]);
        float odd = (sums[1] + sums[5]) + (sums[3] + sums[7]);
        return even + odd;
    }

    private static DeviceBuffer filled(CpuBackend backend, float[] values) {
        DeviceBuffer buffer = backend.allocate(ElementType.REAL, values.length);
        backend.upload(buffer, 0, values, 0, values.length);
        return buffer;
    }

    private float[] numbers(int count) {
        float[] result = new float[count];
        for (int i = 0; i < count; i++) {
            result[i] = random.nextFloat() * 2 - 1;
        }
        return result;
    }
}
