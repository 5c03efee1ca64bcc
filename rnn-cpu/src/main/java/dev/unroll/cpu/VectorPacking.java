package dev.unroll.cpu;

import static dev.unroll.cpu.VectorKernels.SPECIES;

import jdk.incubator.vector.FloatVector;

/**
 * Copies a panel of a product's right operand together. From a transposed operand four columns are taken at a time; the width of the panel is
 * a constant in each method, or the compiler would check every index.
 */
final class VectorPacking {
    private static final int WIDTH = SPECIES.length();
    private static final int COLUMNS = 4;

    private VectorPacking() {}

    /** Row after row, as they lie. */
    static void rows(float[] from, int at, int stride, int rows, int vectors, float[] to, int toAt) {
        int width = vectors * WIDTH;
        for (int r = 0, source = at, target = toAt; r < rows; r++, source += stride, target += width) {
            for (int j = 0; j < width; j += WIDTH) {
                FloatVector.fromArray(SPECIES, from, source + j).intoArray(to, target + j);
            }
        }
    }

    /** Panels of three vectors beside each other, row after row through all of them: so the rows are read in long runs. */
    static void wideRows(float[] from, int at, int stride, int rows, int panels, float[] to, int toAt) {
        int panel = rows * (3 * WIDTH);
        for (int r = 0, row = at, first = toAt; r < rows; r++, row += stride, first += 3 * WIDTH) {
            for (int p = 0, source = row, target = first; p < panels; p++, source += 3 * WIDTH, target += panel) {
                FloatVector.fromArray(SPECIES, from, source).intoArray(to, target);
                FloatVector.fromArray(SPECIES, from, source + WIDTH).intoArray(to, target + WIDTH);
                FloatVector.fromArray(SPECIES, from, source + 2 * WIDTH).intoArray(to, target + 2 * WIDTH);
            }
        }
    }

    /** Column c of the panel lies from {@code at + c * stride} on. */
    static void threeVectors(float[] from, int at, int stride, int rows, float[] to, int toAt) {
        for (int c = 0; c < 3 * WIDTH; c += COLUMNS) {
            int first = at + c * stride;
            int second = first + stride;
            int third = second + stride;
            int fourth = third + stride;
            for (int r = 0; r < rows; r++) {
                int target = toAt + c + r * (3 * WIDTH);
                to[target] = from[first + r];
                to[target + 1] = from[second + r];
                to[target + 2] = from[third + r];
                to[target + 3] = from[fourth + r];
            }
        }
    }

    /** The same for a narrow panel. */
    static void twoVectors(float[] from, int at, int stride, int rows, float[] to, int toAt) {
        for (int c = 0; c < 2 * WIDTH; c += COLUMNS) {
            int first = at + c * stride;
            int second = first + stride;
            int third = second + stride;
            int fourth = third + stride;
            for (int r = 0; r < rows; r++) {
                int target = toAt + c + r * (2 * WIDTH);
                to[target] = from[first + r];
                to[target + 1] = from[second + r];
                to[target + 2] = from[third + r];
                to[target + 3] = from[fourth + r];
            }
        }
    }

    /** The steps of whole vectors of rows, step s from {@code at + s * stride} on, for {@link TileKernel#packRows}. */
    static void steps(float[] from, int at, int stride, int rows, Tile tile) {
        float[] to = tile.a;
        int group = WIDTH * tile.depth;
        for (int s = 0, source = at, first = tile.aAt; s < tile.depth; s++, source += stride, first += WIDTH) {
            for (int r = 0, target = first; r < rows; r += WIDTH, target += group) {
                FloatVector.fromArray(SPECIES, from, source + r).intoArray(to, target);
            }
        }
    }
}
