package dev.unroll.cpu;

import static dev.unroll.cpu.VectorKernels.SPECIES;

import jdk.incubator.vector.FloatVector;

/**
 * {@link TileKernel} with two vectors a row in registers. One method for each height: accumulators stay in registers only as local
 * variables.
 */
final class VectorTile implements TileKernel {
    private static final int WIDTH = SPECIES.length();

    @Override
    public int columns() {
        return 2 * WIDTH;
    }

    /** A method apart, or the compiler runs out of its limit for inlining and vectors become objects. */
    @Override
    public void take(int rows, Tile tile) {
        float[] sums = tile.sums;
        float[] c = tile.c;
        for (int r = 0; r < rows; r++) {
            int from = 2 * r * WIDTH;
            int to = tile.cAt + r * tile.cRow;
            FloatVector left = FloatVector.fromArray(SPECIES, sums, from);
            FloatVector right = FloatVector.fromArray(SPECIES, sums, from + WIDTH);
            if (tile.add) {
                left = FloatVector.fromArray(SPECIES, c, to).add(left);
                right = FloatVector.fromArray(SPECIES, c, to + WIDTH).add(right);
            }
            left.intoArray(c, to);
            right.intoArray(c, to + WIDTH);
        }
    }

    @Override
    public void multiply(int rows, Tile tile) {
        switch (rows) {
            case 6 -> six(tile);
            case 4 -> four(tile);
            case 3 -> three(tile);
            case 2 -> two(tile);
            case 1 -> one(tile);
            default -> throw new IllegalArgumentException("rows: " + rows + "; expected 1, 2, 3, 4 or 6");
        }
    }

    private static void six(Tile tile) {
        float[] a = tile.a;
        float[] b = tile.b;
        int row = tile.aRow, aStep = tile.aStep, bStep = tile.bStep;
        FloatVector zero = FloatVector.zero(SPECIES);
        FloatVector c00 = zero, c01 = zero;
        FloatVector c10 = zero, c11 = zero;
        FloatVector c20 = zero, c21 = zero;
        FloatVector c30 = zero, c31 = zero;
        FloatVector c40 = zero, c41 = zero;
        FloatVector c50 = zero, c51 = zero;
        for (int k = tile.depth, i = tile.aAt, j = tile.bAt; k > 0; k--, i += aStep, j += bStep) {
            FloatVector left = FloatVector.fromArray(SPECIES, b, j);
            FloatVector right = FloatVector.fromArray(SPECIES, b, j + WIDTH);
            FloatVector x0 = FloatVector.broadcast(SPECIES, a[i]);
            c00 = x0.fma(left, c00);
            c01 = x0.fma(right, c01);
            FloatVector x1 = FloatVector.broadcast(SPECIES, a[i + row]);
            c10 = x1.fma(left, c10);
            c11 = x1.fma(right, c11);
            FloatVector x2 = FloatVector.broadcast(SPECIES, a[i + 2 * row]);
            c20 = x2.fma(left, c20);
            c21 = x2.fma(right, c21);
            FloatVector x3 = FloatVector.broadcast(SPECIES, a[i + 3 * row]);
            c30 = x3.fma(left, c30);
            c31 = x3.fma(right, c31);
            FloatVector x4 = FloatVector.broadcast(SPECIES, a[i + 4 * row]);
            c40 = x4.fma(left, c40);
            c41 = x4.fma(right, c41);
            FloatVector x5 = FloatVector.broadcast(SPECIES, a[i + 5 * row]);
            c50 = x5.fma(left, c50);
            c51 = x5.fma(right, c51);
        }
        store(tile.sums, 0, c00, c01);
        store(tile.sums, 1, c10, c11);
        store(tile.sums, 2, c20, c21);
        store(tile.sums, 3, c30, c31);
        store(tile.sums, 4, c40, c41);
        store(tile.sums, 5, c50, c51);
    }

    private static void four(Tile tile) {
        float[] a = tile.a;
        float[] b = tile.b;
        int row = tile.aRow, aStep = tile.aStep, bStep = tile.bStep;
        FloatVector zero = FloatVector.zero(SPECIES);
        FloatVector c00 = zero, c01 = zero;
        FloatVector c10 = zero, c11 = zero;
        FloatVector c20 = zero, c21 = zero;
        FloatVector c30 = zero, c31 = zero;
        for (int k = tile.depth, i = tile.aAt, j = tile.bAt; k > 0; k--, i += aStep, j += bStep) {
            FloatVector left = FloatVector.fromArray(SPECIES, b, j);
            FloatVector right = FloatVector.fromArray(SPECIES, b, j + WIDTH);
            FloatVector x0 = FloatVector.broadcast(SPECIES, a[i]);
            c00 = x0.fma(left, c00);
            c01 = x0.fma(right, c01);
            FloatVector x1 = FloatVector.broadcast(SPECIES, a[i + row]);
            c10 = x1.fma(left, c10);
            c11 = x1.fma(right, c11);
            FloatVector x2 = FloatVector.broadcast(SPECIES, a[i + 2 * row]);
            c20 = x2.fma(left, c20);
            c21 = x2.fma(right, c21);
            FloatVector x3 = FloatVector.broadcast(SPECIES, a[i + 3 * row]);
            c30 = x3.fma(left, c30);
            c31 = x3.fma(right, c31);
        }
        store(tile.sums, 0, c00, c01);
        store(tile.sums, 1, c10, c11);
        store(tile.sums, 2, c20, c21);
        store(tile.sums, 3, c30, c31);
    }

    private static void three(Tile tile) {
        float[] a = tile.a;
        float[] b = tile.b;
        int row = tile.aRow, aStep = tile.aStep, bStep = tile.bStep;
        FloatVector zero = FloatVector.zero(SPECIES);
        FloatVector c00 = zero, c01 = zero;
        FloatVector c10 = zero, c11 = zero;
        FloatVector c20 = zero, c21 = zero;
        for (int k = tile.depth, i = tile.aAt, j = tile.bAt; k > 0; k--, i += aStep, j += bStep) {
            FloatVector left = FloatVector.fromArray(SPECIES, b, j);
            FloatVector right = FloatVector.fromArray(SPECIES, b, j + WIDTH);
            FloatVector x0 = FloatVector.broadcast(SPECIES, a[i]);
            c00 = x0.fma(left, c00);
            c01 = x0.fma(right, c01);
            FloatVector x1 = FloatVector.broadcast(SPECIES, a[i + row]);
            c10 = x1.fma(left, c10);
            c11 = x1.fma(right, c11);
            FloatVector x2 = FloatVector.broadcast(SPECIES, a[i + 2 * row]);
            c20 = x2.fma(left, c20);
            c21 = x2.fma(right, c21);
        }
        store(tile.sums, 0, c00, c01);
        store(tile.sums, 1, c10, c11);
        store(tile.sums, 2, c20, c21);
    }

    private static void two(Tile tile) {
        float[] a = tile.a;
        float[] b = tile.b;
        int row = tile.aRow, aStep = tile.aStep, bStep = tile.bStep;
        FloatVector zero = FloatVector.zero(SPECIES);
        FloatVector c00 = zero, c01 = zero;
        FloatVector c10 = zero, c11 = zero;
        for (int k = tile.depth, i = tile.aAt, j = tile.bAt; k > 0; k--, i += aStep, j += bStep) {
            FloatVector left = FloatVector.fromArray(SPECIES, b, j);
            FloatVector right = FloatVector.fromArray(SPECIES, b, j + WIDTH);
            FloatVector x0 = FloatVector.broadcast(SPECIES, a[i]);
            c00 = x0.fma(left, c00);
            c01 = x0.fma(right, c01);
            FloatVector x1 = FloatVector.broadcast(SPECIES, a[i + row]);
            c10 = x1.fma(left, c10);
            c11 = x1.fma(right, c11);
        }
        store(tile.sums, 0, c00, c01);
        store(tile.sums, 1, c10, c11);
    }

    private static void one(Tile tile) {
        float[] a = tile.a;
        float[] b = tile.b;
        int aStep = tile.aStep, bStep = tile.bStep;
        FloatVector zero = FloatVector.zero(SPECIES);
        FloatVector c00 = zero, c01 = zero;
        for (int k = tile.depth, i = tile.aAt, j = tile.bAt; k > 0; k--, i += aStep, j += bStep) {
            FloatVector left = FloatVector.fromArray(SPECIES, b, j);
            FloatVector right = FloatVector.fromArray(SPECIES, b, j + WIDTH);
            FloatVector x0 = FloatVector.broadcast(SPECIES, a[i]);
            c00 = x0.fma(left, c00);
            c01 = x0.fma(right, c01);
        }
        store(tile.sums, 0, c00, c01);
    }

    private static void store(float[] sums, int row, FloatVector left, FloatVector right) {
        left.intoArray(sums, 2 * row * WIDTH);
        right.intoArray(sums, (2 * row + 1) * WIDTH);
    }
}
