package dev.unroll.cpu;

import static dev.unroll.cpu.VectorKernels.SPECIES;

import jdk.incubator.vector.FloatVector;

/** Tiles two vectors wide: a method for each height, see {@link VectorTile}. */
final class NarrowTiles {
    private static final int WIDTH = SPECIES.length();

    private NarrowTiles() {}

    static void fourByTwo(Tile tile) {
        float[] a = tile.a, b = tile.b, out = tile.out;
        int row = tile.aRow, step = tile.aStep, to = tile.outAt, outRow = tile.outRow;
        FloatVector zero = FloatVector.zero(SPECIES);
        FloatVector c00 = zero, c01 = zero;
        FloatVector c10 = zero, c11 = zero;
        FloatVector c20 = zero, c21 = zero;
        FloatVector c30 = zero, c31 = zero;
        for (int j = tile.bAt, i = tile.aAt, end = j + tile.depth * (2 * WIDTH); j < end; j += 2 * WIDTH, i += step) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, j);
            FloatVector b1 = FloatVector.fromArray(SPECIES, b, j + WIDTH);
            FloatVector x0 = FloatVector.broadcast(SPECIES, a[i]);
            c00 = x0.fma(b0, c00);
            c01 = x0.fma(b1, c01);
            FloatVector x1 = FloatVector.broadcast(SPECIES, a[i + row]);
            c10 = x1.fma(b0, c10);
            c11 = x1.fma(b1, c11);
            FloatVector x2 = FloatVector.broadcast(SPECIES, a[i + 2 * row]);
            c20 = x2.fma(b0, c20);
            c21 = x2.fma(b1, c21);
            FloatVector x3 = FloatVector.broadcast(SPECIES, a[i + 3 * row]);
            c30 = x3.fma(b0, c30);
            c31 = x3.fma(b1, c31);
        }
        c00.intoArray(out, to);
        c01.intoArray(out, to + WIDTH);
        c10.intoArray(out, to + outRow);
        c11.intoArray(out, to + outRow + WIDTH);
        c20.intoArray(out, to + 2 * outRow);
        c21.intoArray(out, to + 2 * outRow + WIDTH);
        c30.intoArray(out, to + 3 * outRow);
        c31.intoArray(out, to + 3 * outRow + WIDTH);
    }

    static void threeByTwo(Tile tile) {
        float[] a = tile.a, b = tile.b, out = tile.out;
        int row = tile.aRow, step = tile.aStep, to = tile.outAt, outRow = tile.outRow;
        FloatVector zero = FloatVector.zero(SPECIES);
        FloatVector c00 = zero, c01 = zero;
        FloatVector c10 = zero, c11 = zero;
        FloatVector c20 = zero, c21 = zero;
        for (int j = tile.bAt, i = tile.aAt, end = j + tile.depth * (2 * WIDTH); j < end; j += 2 * WIDTH, i += step) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, j);
            FloatVector b1 = FloatVector.fromArray(SPECIES, b, j + WIDTH);
            FloatVector x0 = FloatVector.broadcast(SPECIES, a[i]);
            c00 = x0.fma(b0, c00);
            c01 = x0.fma(b1, c01);
            FloatVector x1 = FloatVector.broadcast(SPECIES, a[i + row]);
            c10 = x1.fma(b0, c10);
            c11 = x1.fma(b1, c11);
            FloatVector x2 = FloatVector.broadcast(SPECIES, a[i + 2 * row]);
            c20 = x2.fma(b0, c20);
            c21 = x2.fma(b1, c21);
        }
        c00.intoArray(out, to);
        c01.intoArray(out, to + WIDTH);
        c10.intoArray(out, to + outRow);
        c11.intoArray(out, to + outRow + WIDTH);
        c20.intoArray(out, to + 2 * outRow);
        c21.intoArray(out, to + 2 * outRow + WIDTH);
    }

    static void twoByTwo(Tile tile) {
        float[] a = tile.a, b = tile.b, out = tile.out;
        int row = tile.aRow, step = tile.aStep, to = tile.outAt, outRow = tile.outRow;
        FloatVector zero = FloatVector.zero(SPECIES);
        FloatVector c00 = zero, c01 = zero;
        FloatVector c10 = zero, c11 = zero;
        for (int j = tile.bAt, i = tile.aAt, end = j + tile.depth * (2 * WIDTH); j < end; j += 2 * WIDTH, i += step) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, j);
            FloatVector b1 = FloatVector.fromArray(SPECIES, b, j + WIDTH);
            FloatVector x0 = FloatVector.broadcast(SPECIES, a[i]);
            c00 = x0.fma(b0, c00);
            c01 = x0.fma(b1, c01);
            FloatVector x1 = FloatVector.broadcast(SPECIES, a[i + row]);
            c10 = x1.fma(b0, c10);
            c11 = x1.fma(b1, c11);
        }
        c00.intoArray(out, to);
        c01.intoArray(out, to + WIDTH);
        c10.intoArray(out, to + outRow);
        c11.intoArray(out, to + outRow + WIDTH);
    }

    static void oneByTwo(Tile tile) {
        float[] a = tile.a, b = tile.b, out = tile.out;
        int step = tile.aStep;
        int to = tile.outAt;
        FloatVector zero = FloatVector.zero(SPECIES);
        FloatVector c00 = zero, c01 = zero;
        for (int j = tile.bAt, i = tile.aAt, end = j + tile.depth * (2 * WIDTH); j < end; j += 2 * WIDTH, i += step) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, j);
            FloatVector b1 = FloatVector.fromArray(SPECIES, b, j + WIDTH);
            FloatVector x0 = FloatVector.broadcast(SPECIES, a[i]);
            c00 = x0.fma(b0, c00);
            c01 = x0.fma(b1, c01);
        }
        c00.intoArray(out, to);
        c01.intoArray(out, to + WIDTH);
    }
}
