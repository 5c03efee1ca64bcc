package dev.unroll.cpu;

import java.util.Arrays;

/**
 * {@link TileKernel} in plain Java: a row of sums takes four rows of the panel at a time, in a loop over columns that the compiler turns into vector
 * instructions. It does so only where all arrays are read at one index, for otherwise one might overlap another; so the rows are copied to arrays of
 * their own first. That is two to three times as fast as sums in scalar registers.
 */
final class ScalarTile implements TileKernel {
    /** Fewer would make the loop over columns too short, more would fill small matrices up with zeros. */
    static final int LANES = 32;
    /** Rows of the panel that are taken at a time. */
    static final int STEPS = 4;

    @Override
    public int lanes() {
        return LANES;
    }

    @Override
    public void multiply(int rows, int vectors, Tile tile) {
        int width = vectors * LANES;
        for (int r = 0; r < rows; r++) {
            Arrays.fill(tile.rowSums[r], 0, width, 0f);
        }
        int k = 0;
        for (; k <= tile.depth - STEPS; k += STEPS) {
            fourSteps(k, rows, width, tile);
        }
        for (; k < tile.depth; k++) {
            oneStep(k, rows, width, tile);
        }
        for (int r = 0; r < rows; r++) {
            System.arraycopy(tile.rowSums[r], 0, tile.out, tile.outAt + r * tile.outRow, width);
        }
    }

    private static void fourSteps(int k, int rows, int width, Tile tile) {
        float[][] b = tile.panelRows;
        for (int s = 0; s < STEPS; s++) {
            System.arraycopy(tile.b, tile.bAt + (k + s) * width, b[s], 0, width);
        }
        float[] a = tile.a;
        int step = tile.aStep;
        for (int r = 0, i = tile.aAt + k * step; r < rows; r++, i += tile.aRow) {
            add(a[i], a[i + step], a[i + 2 * step], a[i + 3 * step], b[0], b[1], b[2], b[3], tile.rowSums[r], width);
        }
    }

    private static void oneStep(int k, int rows, int width, Tile tile) {
        float[] b = tile.panelRows[0];
        System.arraycopy(tile.b, tile.bAt + k * width, b, 0, width);
        for (int r = 0, i = tile.aAt + k * tile.aStep; r < rows; r++, i += tile.aRow) {
            add(tile.a[i], b, tile.rowSums[r], width);
        }
    }

    private static void add(
            float x0,
            float x1,
            float x2,
            float x3,
            float[] b0,
            float[] b1,
            float[] b2,
            float[] b3,
            float[] sums,
            int n) {
        for (int j = 0; j < n; j++) {
            sums[j] = Math.fma(x3, b3[j], Math.fma(x2, b2[j], Math.fma(x1, b1[j], Math.fma(x0, b0[j], sums[j]))));
        }
    }

    private static void add(float x, float[] b, float[] sums, int n) {
        for (int j = 0; j < n; j++) {
            sums[j] = Math.fma(x, b[j], sums[j]);
        }
    }
}
