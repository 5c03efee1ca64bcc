package dev.unroll.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.unroll.backend.DeviceBuffer;
import dev.unroll.backend.ElementType;
import dev.unroll.backend.View;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A packed operand gives the same bits whatever the widths of its last panels, the threads that packed it, and the kernels. */
class PanelsTest {
    /** More than a block, so that sums of two blocks are added. */
    private static final int DEPTH = Panels.BLOCK + 50;
    /** A tile of four rows and one of three. */
    private static final int ROWS = 7;

    private static final int MOST_COLUMNS = 120;

    private final Random random = new Random(5);
    private final float[] a = numbers(ROWS * DEPTH);
    private final float[] b = numbers(DEPTH * MOST_COLUMNS);
    private final float[] sums = sums();
    private final CpuBackend backend = Program.backend(KernelSet.SCALAR, 1);
    private final DeviceBuffer buffer = backend.allocate(ElementType.REAL, b.length);

    @BeforeEach
    void upload() {
        backend.upload(buffer, 0, b, 0, b.length);
    }

    @AfterEach
    void close() {
        backend.close();
    }

    @Test
    void everyWidthForAnyThreads() {
        for (KernelSet kernels : new KernelSet[] {KernelSet.pick(true), KernelSet.SCALAR}) {
            for (int threads : new int[] {1, 2, 3, 5}) {
                try (WorkerPool pool = new WorkerPool(threads, "test")) {
                    for (int columns = 1; columns <= MOST_COLUMNS; columns++) {
                        for (int rows : new int[] {1, 2, 3, 4, ROWS}) {
                            String where =
                                    kernels.name() + ", threads " + threads + ", " + rows + " rows, columns " + columns;
                            assertArrayEquals(part(rows, columns), product(kernels, pool, rows, columns), where);
                        }
                    }
                }
            }
        }
    }

    /** So large that the vector kernels read ahead, which the scalar ones never do: few tiles and many, and a last panel with none behind it. */
    @Test
    void readingAheadChangesNoBit() {
        int depth = 2 * Panels.BLOCK + 10;
        int columns = 2109;
        float[] weights = numbers(depth * columns);
        float[] left = numbers(40 * depth);
        try (CpuBackend owner = Program.backend(KernelSet.SCALAR, 1);
                DeviceBuffer large = owner.allocate(ElementType.REAL, weights.length);
                WorkerPool pool = new WorkerPool(1, "test")) {
            owner.upload(large, 0, weights, 0, weights.length);
            Matrix right = Matrix.of(large.view(0, depth, columns), false);
            for (int rows : new int[] {4, 8, 11, 40}) {
                float[] expected = product(KernelSet.SCALAR, pool, right, rows, left);
                assertArrayEquals(expected, product(KernelSet.pick(true), pool, right, rows, left), rows + " rows");
                float[] dense = dense(KernelSet.SCALAR, pool, right, rows, left, weights);
                float[] found = dense(KernelSet.pick(true), pool, right, rows, left, weights);
                assertArrayEquals(dense, found, rows + " dense rows");
            }
        }
    }

    private static float[] product(KernelSet kernels, WorkerPool pool, Matrix right, int rows, float[] left) {
        Panels panels = new Panels(kernels, pool, right);
        panels.prepare();
        float[] c = new float[rows * panels.width()];
        Tile tile = pool.workspace().tile;
        tile.left(left, 0, right.rows(), 1);
        panels.multiply(rows, c, false, tile);
        panels.release();
        return withoutPadding(c, rows, panels.width(), right.columns());
    }

    /** Added to what is there, and the bias to that, in rows without room for whole panels. */
    private static float[] dense(
            KernelSet kernels, WorkerPool pool, Matrix right, int rows, float[] left, float[] before) {
        int columns = right.columns();
        Panels panels = new Panels(kernels, pool, right);
        panels.prepare();
        float[] c = Arrays.copyOf(before, rows * columns);
        Tile tile = pool.workspace().tile;
        tile.left(left, 0, right.rows(), 1);
        tile.result(c, 0, columns);
        tile.bias(Arrays.copyOf(before, columns), 0);
        panels.multiply(0, panels.panels(), rows, columns, true, tile);
        tile.release();
        panels.release();
        return c;
    }

    private float[] product(KernelSet kernels, WorkerPool pool, int rows, int columns) {
        Matrix right = Matrix.of(new View(buffer, 0, DEPTH, columns, MOST_COLUMNS), false);
        Panels panels = new Panels(kernels, pool, right);
        panels.prepare();
        float[] c = new float[rows * panels.width()];
        Tile tile = pool.workspace().tile;
        tile.left(a, 0, DEPTH, 1);
        panels.multiply(rows, c, false, tile);
        return withoutPadding(c, rows, panels.width(), columns);
    }

    /** Panels end with whole vectors, of which kernels have different ones. */
    private static float[] withoutPadding(float[] c, int rows, int width, int columns) {
        float[] result = new float[rows * columns];
        for (int r = 0; r < rows; r++) {
            System.arraycopy(c, r * width, result, r * columns, columns);
        }
        return result;
    }

    private float[] part(int rows, int columns) {
        float[] result = new float[rows * columns];
        for (int r = 0; r < rows; r++) {
            System.arraycopy(sums, r * MOST_COLUMNS, result, r * columns, columns);
        }
        return result;
    }

    /** The order of additions as {@link Panels#BLOCK} and {@link TileKernel} promise it. */
    private float[] sums() {
        float[] result = new float[ROWS * MOST_COLUMNS];
        for (int r = 0; r < ROWS; r++) {
            for (int j = 0; j < MOST_COLUMNS; j++) {
                for (int block = 0; block < DEPTH; block += Panels.BLOCK) {
                    float sum = 0;
                    for (int k = block; k < Math.min(DEPTH, block + Panels.BLOCK); k++) {
                        sum = Math.fma(a[r * DEPTH + k], b[k * MOST_COLUMNS + j], sum);
                    }
                    result[r * MOST_COLUMNS + j] = block == 0 ? sum : result[r * MOST_COLUMNS + j] + sum;
                }
            }
        }
        return result;
    }

    private float[] numbers(int count) {
        float[] result = new float[count];
        for (int i = 0; i < count; i++) {
            result[i] = 2 * random.nextFloat() - 1;
        }
        return result;
    }
}
