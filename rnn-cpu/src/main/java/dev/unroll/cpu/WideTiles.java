package dev.unroll.cpu;

import static dev.unroll.cpu.VectorKernels.SPECIES;

import jdk.incubator.vector.FloatVector;

/** Tiles three vectors wide: a method for each height, see {@link VectorTile}. */
final class WideTiles {
    private static final int WIDTH = SPECIES.length();

    private WideTiles() {}

    static void fourByThree(Tile tile) {
        float[] a = tile.a, b = tile.b, out = tile.out;
        int row = tile.aRow, step = tile.aStep, to = tile.outAt, outRow = tile.outRow;
        FloatVector zero = FloatVector.zero(SPECIES);
        FloatVector c00 = zero, c01 = zero, c02 = zero, c10 = zero, c11 = zero, c12 = zero;
        FloatVector c20 = zero, c21 = zero, c22 = zero, c30 = zero, c31 = zero, c32 = zero;
        for (int j = tile.bAt, i = tile.aAt, end = j + tile.depth * (3 * WIDTH); j < end; j += 3 * WIDTH, i += step) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, j);
            FloatVector b1 = FloatVector.fromArray(SPECIES, b, j + WIDTH);
            FloatVector b2 = FloatVector.fromArray(SPECIES, b, j + 2 * WIDTH);
            FloatVector x0 = FloatVector.broadcast(SPECIES, a[i]);
            c00 = x0.fma(b0, c00);
            c01 = x0.fma(b1, c01);
            c02 = x0.fma(b2, c02);
            FloatVector x1 = FloatVector.broadcast(SPECIES, a[i + row]);
            c10 = x1.fma(b0, c10);
            c11 = x1.fma(b1, c11);
            c12 = x1.fma(b2, c12);
            FloatVector x2 = FloatVector.broadcast(SPECIES, a[i + 2 * row]);
            c20 = x2.fma(b0, c20);
            c21 = x2.fma(b1, c21);
            c22 = x2.fma(b2, c22);
            FloatVector x3 = FloatVector.broadcast(SPECIES, a[i + 3 * row]);
            c30 = x3.fma(b0, c30);
            c31 = x3.fma(b1, c31);
            c32 = x3.fma(b2, c32);
        }
        c00.intoArray(out, to);
        c01.intoArray(out, to + WIDTH);
        c02.intoArray(out, to + 2 * WIDTH);
        c10.intoArray(out, to + outRow);
        c11.intoArray(out, to + outRow + WIDTH);
        c12.intoArray(out, to + outRow + 2 * WIDTH);
        c20.intoArray(out, to + 2 * outRow);
        c21.intoArray(out, to + 2 * outRow + WIDTH);
        c22.intoArray(out, to + 2 * outRow + 2 * WIDTH);
        c30.intoArray(out, to + 3 * outRow);
        c31.intoArray(out, to + 3 * outRow + WIDTH);
        c32.intoArray(out, to + 3 * outRow + 2 * WIDTH);
    }

    /**
     * {@link #fourByThree}, and reads ahead in b: an element in every step. As an integer, since there is no vector register left, and their sum is kept,
     * or the compiler would leave out the reading.
     */
    static void fourByThreeAhead(Tile tile) {
        float[] a = tile.a, b = tile.b, out = tile.out;
        int row = tile.aRow, step = tile.aStep, to = tile.outAt, outRow = tile.outRow;
        int stride = tile.aheadStep, next = tile.ahead - stride, read = 0;
        FloatVector zero = FloatVector.zero(SPECIES), c00 = zero, c01 = zero, c02 = zero, c10 = zero, c11 = zero;
        FloatVector c12 = zero, c20 = zero, c21 = zero, c22 = zero, c30 = zero, c31 = zero, c32 = zero;
        for (int j = tile.bAt, i = tile.aAt, end = j + tile.depth * (3 * WIDTH); j < end; j += 3 * WIDTH, i += step) {
            read += Float.floatToRawIntBits(b[next += stride]);
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, j), b1 = FloatVector.fromArray(SPECIES, b, j + WIDTH);
            FloatVector b2 = FloatVector.fromArray(SPECIES, b, j + 2 * WIDTH), x = FloatVector.broadcast(SPECIES, a[i]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            c02 = x.fma(b2, c02);
            x = FloatVector.broadcast(SPECIES, a[i + row]);
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            c12 = x.fma(b2, c12);
            x = FloatVector.broadcast(SPECIES, a[i + 2 * row]);
            c20 = x.fma(b0, c20);
            c21 = x.fma(b1, c21);
            c22 = x.fma(b2, c22);
            x = FloatVector.broadcast(SPECIES, a[i + 3 * row]);
            c30 = x.fma(b0, c30);
            c31 = x.fma(b1, c31);
            c32 = x.fma(b2, c32);
        }
        tile.read = read;
        c00.intoArray(out, to);
        c01.intoArray(out, to + WIDTH);
        c02.intoArray(out, to + 2 * WIDTH);
        c10.intoArray(out, to + outRow);
        c11.intoArray(out, to + outRow + WIDTH);
        c12.intoArray(out, to + outRow + 2 * WIDTH);
        c20.intoArray(out, to + 2 * outRow);
        c21.intoArray(out, to + 2 * outRow + WIDTH);
        c22.intoArray(out, to + 2 * outRow + 2 * WIDTH);
        c30.intoArray(out, to + 3 * outRow);
        c31.intoArray(out, to + 3 * outRow + WIDTH);
        c32.intoArray(out, to + 3 * outRow + 2 * WIDTH);
    }

    static void threeByThree(Tile tile) {
        float[] a = tile.a, b = tile.b, out = tile.out;
        int row = tile.aRow, step = tile.aStep, to = tile.outAt, outRow = tile.outRow;
        FloatVector zero = FloatVector.zero(SPECIES);
        FloatVector c00 = zero, c01 = zero, c02 = zero;
        FloatVector c10 = zero, c11 = zero, c12 = zero;
        FloatVector c20 = zero, c21 = zero, c22 = zero;
        for (int j = tile.bAt, i = tile.aAt, end = j + tile.depth * (3 * WIDTH); j < end; j += 3 * WIDTH, i += step) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, j);
            FloatVector b1 = FloatVector.fromArray(SPECIES, b, j + WIDTH);
            FloatVector b2 = FloatVector.fromArray(SPECIES, b, j + 2 * WIDTH);
            FloatVector x0 = FloatVector.broadcast(SPECIES, a[i]);
            c00 = x0.fma(b0, c00);
            c01 = x0.fma(b1, c01);
            c02 = x0.fma(b2, c02);
            FloatVector x1 = FloatVector.broadcast(SPECIES, a[i + row]);
            c10 = x1.fma(b0, c10);
            c11 = x1.fma(b1, c11);
            c12 = x1.fma(b2, c12);
            FloatVector x2 = FloatVector.broadcast(SPECIES, a[i + 2 * row]);
            c20 = x2.fma(b0, c20);
            c21 = x2.fma(b1, c21);
            c22 = x2.fma(b2, c22);
        }
        c00.intoArray(out, to);
        c01.intoArray(out, to + WIDTH);
        c02.intoArray(out, to + 2 * WIDTH);
        c10.intoArray(out, to + outRow);
        c11.intoArray(out, to + outRow + WIDTH);
        c12.intoArray(out, to + outRow + 2 * WIDTH);
        c20.intoArray(out, to + 2 * outRow);
        c21.intoArray(out, to + 2 * outRow + WIDTH);
        c22.intoArray(out, to + 2 * outRow + 2 * WIDTH);
    }

    static void twoByThree(Tile tile) {
        float[] a = tile.a, b = tile.b, out = tile.out;
        int row = tile.aRow, step = tile.aStep, to = tile.outAt, outRow = tile.outRow;
        FloatVector zero = FloatVector.zero(SPECIES);
        FloatVector c00 = zero, c01 = zero, c02 = zero;
        FloatVector c10 = zero, c11 = zero, c12 = zero;
        for (int j = tile.bAt, i = tile.aAt, end = j + tile.depth * (3 * WIDTH); j < end; j += 3 * WIDTH, i += step) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, j);
            FloatVector b1 = FloatVector.fromArray(SPECIES, b, j + WIDTH);
            FloatVector b2 = FloatVector.fromArray(SPECIES, b, j + 2 * WIDTH);
            FloatVector x0 = FloatVector.broadcast(SPECIES, a[i]);
            c00 = x0.fma(b0, c00);
            c01 = x0.fma(b1, c01);
            c02 = x0.fma(b2, c02);
            FloatVector x1 = FloatVector.broadcast(SPECIES, a[i + row]);
            c10 = x1.fma(b0, c10);
            c11 = x1.fma(b1, c11);
            c12 = x1.fma(b2, c12);
        }
        c00.intoArray(out, to);
        c01.intoArray(out, to + WIDTH);
        c02.intoArray(out, to + 2 * WIDTH);
        c10.intoArray(out, to + outRow);
        c11.intoArray(out, to + outRow + WIDTH);
        c12.intoArray(out, to + outRow + 2 * WIDTH);
    }

    static void oneByThree(Tile tile) {
        float[] a = tile.a, b = tile.b, out = tile.out;
        int step = tile.aStep, to = tile.outAt;
        FloatVector zero = FloatVector.zero(SPECIES);
        FloatVector c00 = zero, c01 = zero, c02 = zero;
        for (int j = tile.bAt, i = tile.aAt, end = j + tile.depth * (3 * WIDTH); j < end; j += 3 * WIDTH, i += step) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, j);
            FloatVector b1 = FloatVector.fromArray(SPECIES, b, j + WIDTH);
            FloatVector b2 = FloatVector.fromArray(SPECIES, b, j + 2 * WIDTH);
            FloatVector x0 = FloatVector.broadcast(SPECIES, a[i]);
            c00 = x0.fma(b0, c00);
            c01 = x0.fma(b1, c01);
            c02 = x0.fma(b2, c02);
        }
        c00.intoArray(out, to);
        c01.intoArray(out, to + WIDTH);
        c02.intoArray(out, to + 2 * WIDTH);
    }
}
