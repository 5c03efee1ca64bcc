package dev.unroll.cpu;

import static dev.unroll.cpu.VectorKernels.SPECIES;

import jdk.incubator.vector.FloatVector;

/** Tiles four vectors wide, for processors with more than sixteen vector registers: a method for each height, see {@link VectorTile}. */
final class WidestTiles {
    private static final int WIDTH = SPECIES.length();

    private WidestTiles() {}

    // Sixteen sums need sixteen lines in the loop and as many behind it, where nothing may be called.
    @SuppressWarnings("checkstyle:MethodLength")
    static void fourByFour(Tile tile) {
        float[] a = tile.a, b = tile.b;
        int row = tile.aRow, step = tile.aStep;
        FloatVector zero = FloatVector.zero(SPECIES);
        FloatVector c00 = zero, c01 = zero, c02 = zero, c03 = zero;
        FloatVector c10 = zero, c11 = zero, c12 = zero, c13 = zero;
        FloatVector c20 = zero, c21 = zero, c22 = zero, c23 = zero;
        FloatVector c30 = zero, c31 = zero, c32 = zero, c33 = zero;
        for (int j = tile.bAt, i = tile.aAt, end = j + tile.depth * (4 * WIDTH); j < end; j += 4 * WIDTH, i += step) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, j);
            FloatVector b1 = FloatVector.fromArray(SPECIES, b, j + WIDTH);
            FloatVector b2 = FloatVector.fromArray(SPECIES, b, j + 2 * WIDTH);
            FloatVector b3 = FloatVector.fromArray(SPECIES, b, j + 3 * WIDTH);
            FloatVector x0 = FloatVector.broadcast(SPECIES, a[i]);
            c00 = x0.fma(b0, c00);
            c01 = x0.fma(b1, c01);
            c02 = x0.fma(b2, c02);
            c03 = x0.fma(b3, c03);
            FloatVector x1 = FloatVector.broadcast(SPECIES, a[i + row]);
            c10 = x1.fma(b0, c10);
            c11 = x1.fma(b1, c11);
            c12 = x1.fma(b2, c12);
            c13 = x1.fma(b3, c13);
            FloatVector x2 = FloatVector.broadcast(SPECIES, a[i + 2 * row]);
            c20 = x2.fma(b0, c20);
            c21 = x2.fma(b1, c21);
            c22 = x2.fma(b2, c22);
            c23 = x2.fma(b3, c23);
            FloatVector x3 = FloatVector.broadcast(SPECIES, a[i + 3 * row]);
            c30 = x3.fma(b0, c30);
            c31 = x3.fma(b1, c31);
            c32 = x3.fma(b2, c32);
            c33 = x3.fma(b3, c33);
        }
        c00.intoArray(tile.sums, 0);
        c01.intoArray(tile.sums, WIDTH);
        c02.intoArray(tile.sums, 2 * WIDTH);
        c03.intoArray(tile.sums, 3 * WIDTH);
        c10.intoArray(tile.sums, 4 * WIDTH);
        c11.intoArray(tile.sums, 5 * WIDTH);
        c12.intoArray(tile.sums, 6 * WIDTH);
        c13.intoArray(tile.sums, 7 * WIDTH);
        c20.intoArray(tile.sums, 8 * WIDTH);
        c21.intoArray(tile.sums, 9 * WIDTH);
        c22.intoArray(tile.sums, 10 * WIDTH);
        c23.intoArray(tile.sums, 11 * WIDTH);
        c30.intoArray(tile.sums, 12 * WIDTH);
        c31.intoArray(tile.sums, 13 * WIDTH);
        c32.intoArray(tile.sums, 14 * WIDTH);
        c33.intoArray(tile.sums, 15 * WIDTH);
    }

    static void threeByFour(Tile tile) {
        float[] a = tile.a, b = tile.b;
        int row = tile.aRow, step = tile.aStep;
        FloatVector zero = FloatVector.zero(SPECIES), c00 = zero, c01 = zero, c02 = zero, c03 = zero;
        FloatVector c10 = zero, c11 = zero, c12 = zero, c13 = zero;
        FloatVector c20 = zero, c21 = zero, c22 = zero, c23 = zero;
        for (int j = tile.bAt, i = tile.aAt, end = j + tile.depth * (4 * WIDTH); j < end; j += 4 * WIDTH, i += step) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, j);
            FloatVector b1 = FloatVector.fromArray(SPECIES, b, j + WIDTH);
            FloatVector b2 = FloatVector.fromArray(SPECIES, b, j + 2 * WIDTH);
            FloatVector b3 = FloatVector.fromArray(SPECIES, b, j + 3 * WIDTH);
            FloatVector x0 = FloatVector.broadcast(SPECIES, a[i]);
            c00 = x0.fma(b0, c00);
            c01 = x0.fma(b1, c01);
            c02 = x0.fma(b2, c02);
            c03 = x0.fma(b3, c03);
            FloatVector x1 = FloatVector.broadcast(SPECIES, a[i + row]);
            c10 = x1.fma(b0, c10);
            c11 = x1.fma(b1, c11);
            c12 = x1.fma(b2, c12);
            c13 = x1.fma(b3, c13);
            FloatVector x2 = FloatVector.broadcast(SPECIES, a[i + 2 * row]);
            c20 = x2.fma(b0, c20);
            c21 = x2.fma(b1, c21);
            c22 = x2.fma(b2, c22);
            c23 = x2.fma(b3, c23);
        }
        c00.intoArray(tile.sums, 0);
        c01.intoArray(tile.sums, WIDTH);
        c02.intoArray(tile.sums, 2 * WIDTH);
        c03.intoArray(tile.sums, 3 * WIDTH);
        c10.intoArray(tile.sums, 4 * WIDTH);
        c11.intoArray(tile.sums, 5 * WIDTH);
        c12.intoArray(tile.sums, 6 * WIDTH);
        c13.intoArray(tile.sums, 7 * WIDTH);
        c20.intoArray(tile.sums, 8 * WIDTH);
        c21.intoArray(tile.sums, 9 * WIDTH);
        c22.intoArray(tile.sums, 10 * WIDTH);
        c23.intoArray(tile.sums, 11 * WIDTH);
    }

    static void twoByFour(Tile tile) {
        float[] a = tile.a, b = tile.b;
        int row = tile.aRow, step = tile.aStep;
        FloatVector zero = FloatVector.zero(SPECIES);
        FloatVector c00 = zero, c01 = zero, c02 = zero, c03 = zero;
        FloatVector c10 = zero, c11 = zero, c12 = zero, c13 = zero;
        for (int j = tile.bAt, i = tile.aAt, end = j + tile.depth * (4 * WIDTH); j < end; j += 4 * WIDTH, i += step) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, j);
            FloatVector b1 = FloatVector.fromArray(SPECIES, b, j + WIDTH);
            FloatVector b2 = FloatVector.fromArray(SPECIES, b, j + 2 * WIDTH);
            FloatVector b3 = FloatVector.fromArray(SPECIES, b, j + 3 * WIDTH);
            FloatVector x0 = FloatVector.broadcast(SPECIES, a[i]);
            c00 = x0.fma(b0, c00);
            c01 = x0.fma(b1, c01);
            c02 = x0.fma(b2, c02);
            c03 = x0.fma(b3, c03);
            FloatVector x1 = FloatVector.broadcast(SPECIES, a[i + row]);
            c10 = x1.fma(b0, c10);
            c11 = x1.fma(b1, c11);
            c12 = x1.fma(b2, c12);
            c13 = x1.fma(b3, c13);
        }
        c00.intoArray(tile.sums, 0);
        c01.intoArray(tile.sums, WIDTH);
        c02.intoArray(tile.sums, 2 * WIDTH);
        c03.intoArray(tile.sums, 3 * WIDTH);
        c10.intoArray(tile.sums, 4 * WIDTH);
        c11.intoArray(tile.sums, 5 * WIDTH);
        c12.intoArray(tile.sums, 6 * WIDTH);
        c13.intoArray(tile.sums, 7 * WIDTH);
    }

    static void oneByFour(Tile tile) {
        float[] a = tile.a, b = tile.b;
        int step = tile.aStep;
        FloatVector zero = FloatVector.zero(SPECIES);
        FloatVector c00 = zero, c01 = zero, c02 = zero, c03 = zero;
        for (int j = tile.bAt, i = tile.aAt, end = j + tile.depth * (4 * WIDTH); j < end; j += 4 * WIDTH, i += step) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, j);
            FloatVector b1 = FloatVector.fromArray(SPECIES, b, j + WIDTH);
            FloatVector b2 = FloatVector.fromArray(SPECIES, b, j + 2 * WIDTH);
            FloatVector b3 = FloatVector.fromArray(SPECIES, b, j + 3 * WIDTH);
            FloatVector x0 = FloatVector.broadcast(SPECIES, a[i]);
            c00 = x0.fma(b0, c00);
            c01 = x0.fma(b1, c01);
            c02 = x0.fma(b2, c02);
            c03 = x0.fma(b3, c03);
        }
        c00.intoArray(tile.sums, 0);
        c01.intoArray(tile.sums, WIDTH);
        c02.intoArray(tile.sums, 2 * WIDTH);
        c03.intoArray(tile.sums, 3 * WIDTH);
    }
}
