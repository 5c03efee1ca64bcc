package dev.unroll.cpu;

import static dev.unroll.cpu.VectorKernels.SPECIES;

import jdk.incubator.vector.FloatVector;

/**
 * {@link TileKernel} with the tile in registers. One method for each size: accumulators stay in registers only as local variables.
 *
 * <p>Loops count by the rows of the panel, since the compiler then checks the panel's bounds once and not in every step. Nothing outside a loop is
 * called: beside a loop a call looks rare to the compiler, which in every third JVM left it as a call and made the loop a quarter slower.
 */
final class VectorTile implements TileKernel {
    private static final int WIDTH = SPECIES.length();

    /**
     * The methods by rows less one. They are called through a table, since a compiler that put all of them into their caller would run out of
     * its limit for inlining and make objects of the vectors of the last ones: a tenth of the speed.
     */
    private static final Product[] WIDE = {
        VectorTile::oneByThree, VectorTile::twoByThree, VectorTile::threeByThree, VectorTile::fourByThree
    };

    private static final Product[] NARROW = {
        VectorTile::oneByTwo, VectorTile::twoByTwo, VectorTile::threeByTwo, VectorTile::fourByTwo
    };

    private static final RowProduct WIDE_PAIRS = VectorTile::pairsOfThree;
    private static final RowProduct NARROW_PAIRS = VectorTile::pairsOfTwo;

    /** The product of one size of a tile. */
    private interface Product {
        void multiply(Tile tile);
    }

    /** The product of one row and panels of one width, two at a time. */
    private interface RowProduct {
        void multiply(int panels, Tile tile);
    }

    @Override
    public int lanes() {
        return WIDTH;
    }

    /** A method apart, or the compiler runs out of its limit for inlining and vectors become objects. */
    @Override
    public void take(int rows, int vectors, Tile tile) {
        float[] sums = tile.sums;
        float[] c = tile.c;
        int width = vectors * WIDTH;
        for (int r = 0, from = 0, to = tile.cAt; r < rows; r++, from += width, to += tile.cRow) {
            for (int j = 0; j < width; j += WIDTH) {
                FloatVector sum = FloatVector.fromArray(SPECIES, sums, from + j);
                if (tile.add) {
                    sum = FloatVector.fromArray(SPECIES, c, to + j).add(sum);
                }
                sum.intoArray(c, to + j);
            }
        }
    }

    @Override
    public void multiply(int rows, int vectors, Tile tile) {
        (vectors == MOST_VECTORS ? WIDE : NARROW)[rows - 1].multiply(tile);
    }

    @Override
    public void multiplyRow(int panels, int vectors, Tile tile) {
        int paired = panels - panels % 2;
        (vectors == MOST_VECTORS ? WIDE_PAIRS : NARROW_PAIRS).multiply(paired, tile);
        if (paired < panels) {
            int b = tile.bAt;
            int c = tile.cAt;
            int done = paired * vectors * WIDTH;
            tile.bAt = b + tile.depth * done;
            tile.cAt = c + done;
            multiply(1, vectors, tile);
            take(1, vectors, tile);
            tile.bAt = b;
            tile.cAt = c;
        }
    }

    private static void pairsOfThree(int panels, Tile tile) {
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

    private static void pairsOfTwo(int panels, Tile tile) {
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

    @Override
    public void pack(Matrix b, int k, int rows, int column, int vectors, float[] packed, int at) {
        int from = b.index(k, column);
        if (!b.transposed()) {
            VectorPacking.rows(b.data(), from, b.stride(), rows, vectors, packed, at);
        } else if (vectors == MOST_VECTORS) {
            VectorPacking.threeVectors(b.data(), from, b.stride(), rows, packed, at);
        } else {
            VectorPacking.twoVectors(b.data(), from, b.stride(), rows, packed, at);
        }
    }

    private static void fourByThree(Tile tile) {
        float[] a = tile.a, b = tile.b;
        int row = tile.aRow, step = tile.aStep;
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
        c00.intoArray(tile.sums, 0);
        c01.intoArray(tile.sums, WIDTH);
        c02.intoArray(tile.sums, 2 * WIDTH);
        c10.intoArray(tile.sums, 3 * WIDTH);
        c11.intoArray(tile.sums, 4 * WIDTH);
        c12.intoArray(tile.sums, 5 * WIDTH);
        c20.intoArray(tile.sums, 6 * WIDTH);
        c21.intoArray(tile.sums, 7 * WIDTH);
        c22.intoArray(tile.sums, 8 * WIDTH);
        c30.intoArray(tile.sums, 9 * WIDTH);
        c31.intoArray(tile.sums, 10 * WIDTH);
        c32.intoArray(tile.sums, 11 * WIDTH);
    }

    private static void threeByThree(Tile tile) {
        float[] a = tile.a;
        float[] b = tile.b;
        int row = tile.aRow, step = tile.aStep;
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
        c00.intoArray(tile.sums, 0);
        c01.intoArray(tile.sums, WIDTH);
        c02.intoArray(tile.sums, 2 * WIDTH);
        c10.intoArray(tile.sums, 3 * WIDTH);
        c11.intoArray(tile.sums, 4 * WIDTH);
        c12.intoArray(tile.sums, 5 * WIDTH);
        c20.intoArray(tile.sums, 6 * WIDTH);
        c21.intoArray(tile.sums, 7 * WIDTH);
        c22.intoArray(tile.sums, 8 * WIDTH);
    }

    private static void twoByThree(Tile tile) {
        float[] a = tile.a;
        float[] b = tile.b;
        int row = tile.aRow, step = tile.aStep;
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
        c00.intoArray(tile.sums, 0);
        c01.intoArray(tile.sums, WIDTH);
        c02.intoArray(tile.sums, 2 * WIDTH);
        c10.intoArray(tile.sums, 3 * WIDTH);
        c11.intoArray(tile.sums, 4 * WIDTH);
        c12.intoArray(tile.sums, 5 * WIDTH);
    }

    private static void oneByThree(Tile tile) {
        float[] a = tile.a;
        float[] b = tile.b;
        int step = tile.aStep;
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
        c00.intoArray(tile.sums, 0);
        c01.intoArray(tile.sums, WIDTH);
        c02.intoArray(tile.sums, 2 * WIDTH);
    }

    private static void fourByTwo(Tile tile) {
        float[] a = tile.a;
        float[] b = tile.b;
        int row = tile.aRow, step = tile.aStep;
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
        c00.intoArray(tile.sums, 0);
        c01.intoArray(tile.sums, WIDTH);
        c10.intoArray(tile.sums, 2 * WIDTH);
        c11.intoArray(tile.sums, 3 * WIDTH);
        c20.intoArray(tile.sums, 4 * WIDTH);
        c21.intoArray(tile.sums, 5 * WIDTH);
        c30.intoArray(tile.sums, 6 * WIDTH);
        c31.intoArray(tile.sums, 7 * WIDTH);
    }

    private static void threeByTwo(Tile tile) {
        float[] a = tile.a;
        float[] b = tile.b;
        int row = tile.aRow, step = tile.aStep;
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
        c00.intoArray(tile.sums, 0);
        c01.intoArray(tile.sums, WIDTH);
        c10.intoArray(tile.sums, 2 * WIDTH);
        c11.intoArray(tile.sums, 3 * WIDTH);
        c20.intoArray(tile.sums, 4 * WIDTH);
        c21.intoArray(tile.sums, 5 * WIDTH);
    }

    private static void twoByTwo(Tile tile) {
        float[] a = tile.a;
        float[] b = tile.b;
        int row = tile.aRow, step = tile.aStep;
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
        c00.intoArray(tile.sums, 0);
        c01.intoArray(tile.sums, WIDTH);
        c10.intoArray(tile.sums, 2 * WIDTH);
        c11.intoArray(tile.sums, 3 * WIDTH);
    }

    private static void oneByTwo(Tile tile) {
        float[] a = tile.a;
        float[] b = tile.b;
        int step = tile.aStep;
        FloatVector zero = FloatVector.zero(SPECIES);
        FloatVector c00 = zero, c01 = zero;
        for (int j = tile.bAt, i = tile.aAt, end = j + tile.depth * (2 * WIDTH); j < end; j += 2 * WIDTH, i += step) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, j);
            FloatVector b1 = FloatVector.fromArray(SPECIES, b, j + WIDTH);
            FloatVector x0 = FloatVector.broadcast(SPECIES, a[i]);
            c00 = x0.fma(b0, c00);
            c01 = x0.fma(b1, c01);
        }
        c00.intoArray(tile.sums, 0);
        c01.intoArray(tile.sums, WIDTH);
    }
}
