package dev.unroll.cpu;

import static dev.unroll.cpu.VectorKernels.SPECIES;

import jdk.incubator.vector.FloatVector;

/** One row by two panels at a time, as many pairs as there are: see {@link VectorTile}. */
final class RowTiles {
    private static final int WIDTH = SPECIES.length();

    private RowTiles() {}

    static void pairsOfThree(int panels, Tile tile) {
        float[] a = tile.a, b = tile.b, c = tile.c;
        int step = tile.aStep, panel = tile.depth * (3 * WIDTH);
        FloatVector zero = FloatVector.zero(SPECIES);
        for (int first = tile.bAt, to = tile.cAt, last = first + panels * panel;
                first < last;
                first += 2 * panel, to += 6 * WIDTH) {
            FloatVector c00 = zero, c01 = zero, c02 = zero;
            FloatVector c10 = zero, c11 = zero, c12 = zero;
            for (int j = first, i = tile.aAt, end = j + panel; j < end; j += 3 * WIDTH, i += step) {
                FloatVector x = FloatVector.broadcast(SPECIES, a[i]);
                c00 = x.fma(FloatVector.fromArray(SPECIES, b, j), c00);
                c01 = x.fma(FloatVector.fromArray(SPECIES, b, j + WIDTH), c01);
                c02 = x.fma(FloatVector.fromArray(SPECIES, b, j + 2 * WIDTH), c02);
                c10 = x.fma(FloatVector.fromArray(SPECIES, b, panel + j), c10);
                c11 = x.fma(FloatVector.fromArray(SPECIES, b, panel + j + WIDTH), c11);
                c12 = x.fma(FloatVector.fromArray(SPECIES, b, panel + j + 2 * WIDTH), c12);
            }
            if (tile.add) {
                c00 = FloatVector.fromArray(SPECIES, c, to).add(c00);
                c01 = FloatVector.fromArray(SPECIES, c, to + WIDTH).add(c01);
                c02 = FloatVector.fromArray(SPECIES, c, to + 2 * WIDTH).add(c02);
                c10 = FloatVector.fromArray(SPECIES, c, to + 3 * WIDTH).add(c10);
                c11 = FloatVector.fromArray(SPECIES, c, to + 4 * WIDTH).add(c11);
                c12 = FloatVector.fromArray(SPECIES, c, to + 5 * WIDTH).add(c12);
            }
            c00.intoArray(c, to);
            c01.intoArray(c, to + WIDTH);
            c02.intoArray(c, to + 2 * WIDTH);
            c10.intoArray(c, to + 3 * WIDTH);
            c11.intoArray(c, to + 4 * WIDTH);
            c12.intoArray(c, to + 5 * WIDTH);
        }
    }

    static void pairsOfTwo(int panels, Tile tile) {
        float[] a = tile.a, b = tile.b, c = tile.c;
        int step = tile.aStep, panel = tile.depth * (2 * WIDTH);
        FloatVector zero = FloatVector.zero(SPECIES);
        for (int first = tile.bAt, to = tile.cAt, last = first + panels * panel;
                first < last;
                first += 2 * panel, to += 4 * WIDTH) {
            FloatVector c00 = zero, c01 = zero;
            FloatVector c10 = zero, c11 = zero;
            for (int j = first, i = tile.aAt, end = j + panel; j < end; j += 2 * WIDTH, i += step) {
                FloatVector x = FloatVector.broadcast(SPECIES, a[i]);
                c00 = x.fma(FloatVector.fromArray(SPECIES, b, j), c00);
                c01 = x.fma(FloatVector.fromArray(SPECIES, b, j + WIDTH), c01);
                c10 = x.fma(FloatVector.fromArray(SPECIES, b, panel + j), c10);
                c11 = x.fma(FloatVector.fromArray(SPECIES, b, panel + j + WIDTH), c11);
            }
            if (tile.add) {
                c00 = FloatVector.fromArray(SPECIES, c, to).add(c00);
                c01 = FloatVector.fromArray(SPECIES, c, to + WIDTH).add(c01);
                c10 = FloatVector.fromArray(SPECIES, c, to + 2 * WIDTH).add(c10);
                c11 = FloatVector.fromArray(SPECIES, c, to + 3 * WIDTH).add(c11);
            }
            c00.intoArray(c, to);
            c01.intoArray(c, to + WIDTH);
            c10.intoArray(c, to + 2 * WIDTH);
            c11.intoArray(c, to + 3 * WIDTH);
        }
    }
}
