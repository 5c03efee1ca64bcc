package dev.unroll.cpu;

import static dev.unroll.cpu.VectorKernels.SPECIES;

import jdk.incubator.vector.FloatVector;

/**
 * {@link TileKernel} with the tile in registers. One method for each size: accumulators stay in registers only as local variables.
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

    /** The product of one size of a tile. */
    private interface Product {
        void multiply(Tile tile);
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
    public void multiplyTwoPanels(Tile tile) {
        float[] a = tile.a;
        float[] b = tile.b;
        int step = tile.aStep;
        int other = tile.depth * 3 * WIDTH;
        FloatVector zero = FloatVector.zero(SPECIES);
        FloatVector c00 = zero, c01 = zero, c02 = zero;
        FloatVector c10 = zero, c11 = zero, c12 = zero;
        for (int j = tile.bAt, i = tile.aAt, end = end(tile, 3); j < end; j += 3 * WIDTH, i += step) {
            FloatVector x = FloatVector.broadcast(SPECIES, a[i]);
            c00 = x.fma(FloatVector.fromArray(SPECIES, b, j), c00);
            c01 = x.fma(FloatVector.fromArray(SPECIES, b, j + WIDTH), c01);
            c02 = x.fma(FloatVector.fromArray(SPECIES, b, j + 2 * WIDTH), c02);
            c10 = x.fma(FloatVector.fromArray(SPECIES, b, other + j), c10);
            c11 = x.fma(FloatVector.fromArray(SPECIES, b, other + j + WIDTH), c11);
            c12 = x.fma(FloatVector.fromArray(SPECIES, b, other + j + 2 * WIDTH), c12);
        }
        store(tile.sums, 0, c00, c01, c02);
        store(tile.sums, 3, c10, c11, c12);
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

    /** Where the panel ends. Loops count by its rows, since the compiler then checks the bounds of the panel once and not in every step. */
    private static int end(Tile tile, int vectors) {
        return tile.bAt + tile.depth * vectors * WIDTH;
    }

    private static void fourByThree(Tile tile) {
        float[] a = tile.a;
        float[] b = tile.b;
        int row = tile.aRow, step = tile.aStep;
        FloatVector zero = FloatVector.zero(SPECIES);
        FloatVector c00 = zero, c01 = zero, c02 = zero;
        FloatVector c10 = zero, c11 = zero, c12 = zero;
        FloatVector c20 = zero, c21 = zero, c22 = zero;
        FloatVector c30 = zero, c31 = zero, c32 = zero;
        for (int j = tile.bAt, i = tile.aAt, end = end(tile, 3); j < end; j += 3 * WIDTH, i += step) {
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
        store(tile.sums, 0, c00, c01, c02);
        store(tile.sums, 3, c10, c11, c12);
        store(tile.sums, 6, c20, c21, c22);
        store(tile.sums, 9, c30, c31, c32);
    }

    private static void threeByThree(Tile tile) {
        float[] a = tile.a;
        float[] b = tile.b;
        int row = tile.aRow, step = tile.aStep;
        FloatVector zero = FloatVector.zero(SPECIES);
        FloatVector c00 = zero, c01 = zero, c02 = zero;
        FloatVector c10 = zero, c11 = zero, c12 = zero;
        FloatVector c20 = zero, c21 = zero, c22 = zero;
        for (int j = tile.bAt, i = tile.aAt, end = end(tile, 3); j < end; j += 3 * WIDTH, i += step) {
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
        store(tile.sums, 0, c00, c01, c02);
        store(tile.sums, 3, c10, c11, c12);
        store(tile.sums, 6, c20, c21, c22);
    }

    private static void twoByThree(Tile tile) {
        float[] a = tile.a;
        float[] b = tile.b;
        int row = tile.aRow, step = tile.aStep;
        FloatVector zero = FloatVector.zero(SPECIES);
        FloatVector c00 = zero, c01 = zero, c02 = zero;
        FloatVector c10 = zero, c11 = zero, c12 = zero;
        for (int j = tile.bAt, i = tile.aAt, end = end(tile, 3); j < end; j += 3 * WIDTH, i += step) {
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
        store(tile.sums, 0, c00, c01, c02);
        store(tile.sums, 3, c10, c11, c12);
    }

    private static void oneByThree(Tile tile) {
        float[] a = tile.a;
        float[] b = tile.b;
        int step = tile.aStep;
        FloatVector zero = FloatVector.zero(SPECIES);
        FloatVector c00 = zero, c01 = zero, c02 = zero;
        for (int j = tile.bAt, i = tile.aAt, end = end(tile, 3); j < end; j += 3 * WIDTH, i += step) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, j);
            FloatVector b1 = FloatVector.fromArray(SPECIES, b, j + WIDTH);
            FloatVector b2 = FloatVector.fromArray(SPECIES, b, j + 2 * WIDTH);
            FloatVector x0 = FloatVector.broadcast(SPECIES, a[i]);
            c00 = x0.fma(b0, c00);
            c01 = x0.fma(b1, c01);
            c02 = x0.fma(b2, c02);
        }
        store(tile.sums, 0, c00, c01, c02);
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
        for (int j = tile.bAt, i = tile.aAt, end = end(tile, 2); j < end; j += 2 * WIDTH, i += step) {
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
        store(tile.sums, 0, c00, c01);
        store(tile.sums, 2, c10, c11);
        store(tile.sums, 4, c20, c21);
        store(tile.sums, 6, c30, c31);
    }

    private static void threeByTwo(Tile tile) {
        float[] a = tile.a;
        float[] b = tile.b;
        int row = tile.aRow, step = tile.aStep;
        FloatVector zero = FloatVector.zero(SPECIES);
        FloatVector c00 = zero, c01 = zero;
        FloatVector c10 = zero, c11 = zero;
        FloatVector c20 = zero, c21 = zero;
        for (int j = tile.bAt, i = tile.aAt, end = end(tile, 2); j < end; j += 2 * WIDTH, i += step) {
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
        store(tile.sums, 0, c00, c01);
        store(tile.sums, 2, c10, c11);
        store(tile.sums, 4, c20, c21);
    }

    private static void twoByTwo(Tile tile) {
        float[] a = tile.a;
        float[] b = tile.b;
        int row = tile.aRow, step = tile.aStep;
        FloatVector zero = FloatVector.zero(SPECIES);
        FloatVector c00 = zero, c01 = zero;
        FloatVector c10 = zero, c11 = zero;
        for (int j = tile.bAt, i = tile.aAt, end = end(tile, 2); j < end; j += 2 * WIDTH, i += step) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, j);
            FloatVector b1 = FloatVector.fromArray(SPECIES, b, j + WIDTH);
            FloatVector x0 = FloatVector.broadcast(SPECIES, a[i]);
            c00 = x0.fma(b0, c00);
            c01 = x0.fma(b1, c01);
            FloatVector x1 = FloatVector.broadcast(SPECIES, a[i + row]);
            c10 = x1.fma(b0, c10);
            c11 = x1.fma(b1, c11);
        }
        store(tile.sums, 0, c00, c01);
        store(tile.sums, 2, c10, c11);
    }

    private static void oneByTwo(Tile tile) {
        float[] a = tile.a;
        float[] b = tile.b;
        int step = tile.aStep;
        FloatVector zero = FloatVector.zero(SPECIES);
        FloatVector c00 = zero, c01 = zero;
        for (int j = tile.bAt, i = tile.aAt, end = end(tile, 2); j < end; j += 2 * WIDTH, i += step) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, j);
            FloatVector b1 = FloatVector.fromArray(SPECIES, b, j + WIDTH);
            FloatVector x0 = FloatVector.broadcast(SPECIES, a[i]);
            c00 = x0.fma(b0, c00);
            c01 = x0.fma(b1, c01);
        }
        store(tile.sums, 0, c00, c01);
    }

    private static void store(float[] sums, int vector, FloatVector left, FloatVector right) {
        left.intoArray(sums, vector * WIDTH);
        right.intoArray(sums, (vector + 1) * WIDTH);
    }

    private static void store(float[] sums, int vector, FloatVector left, FloatVector middle, FloatVector right) {
        left.intoArray(sums, vector * WIDTH);
        middle.intoArray(sums, (vector + 1) * WIDTH);
        right.intoArray(sums, (vector + 2) * WIDTH);
    }
}
