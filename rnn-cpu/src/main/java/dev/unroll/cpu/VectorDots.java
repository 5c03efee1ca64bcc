package dev.unroll.cpu;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link DotKernel} over the Vector API, two vectors of a row at a time. What bounds it is how fast the matrix comes from memory, which
 * vectors of eight floats use up; wider ones would make another order of additions. Of the rows that are taken at once each comes from a
 * quarter of the matrix: four long runs through memory, which the processor foresees better than many short ones.
 */
final class VectorDots implements DotKernel {
    private static final VectorSpecies<Float> SPECIES =
            VectorKernels.SPECIES.length() < SUMS ? FloatVector.SPECIES_128 : FloatVector.SPECIES_256;
    private static final int WIDTH = SPECIES.length();

    @Override
    public void multiply(Dots dots) {
        int quarter = dots.columns / ROWS;
        for (int r = 0; r < dots.rows; r++) {
            fourQuarters(dots, r, quarter);
            for (int j = ROWS * quarter; j < dots.columns; j++) {
                one(dots, r, j);
            }
        }
    }

    private static void fourQuarters(Dots dots, int r, int quarter) {
        float[] x = dots.x, w = dots.w, y = dots.y, sums = dots.sums;
        int at = dots.xAt + r * dots.xRow, to = dots.yAt + r * dots.yRow;
        int other = quarter * dots.wRow, end = dots.inRuns();
        boolean add = dots.add, more = end < dots.depth;
        for (int j = to, first = dots.wAt; j < to + quarter; j++, first += dots.wRow) {
            int second = first + other, third = second + other, fourth = third + other;
            for (int lane = 0; lane < SUMS; lane += WIDTH) {
                FloatVector zero = FloatVector.zero(SPECIES);
                FloatVector a0 = zero, a1 = zero, b0 = zero, b1 = zero, c0 = zero, c1 = zero, d0 = zero, d1 = zero;
                for (int k = lane; k < end; k += RUN) {
                    FloatVector x0 = FloatVector.fromArray(SPECIES, x, at + k);
                    FloatVector x1 = FloatVector.fromArray(SPECIES, x, at + k + SUMS);
                    a0 = x0.fma(FloatVector.fromArray(SPECIES, w, first + k), a0);
                    a1 = x1.fma(FloatVector.fromArray(SPECIES, w, first + k + SUMS), a1);
                    b0 = x0.fma(FloatVector.fromArray(SPECIES, w, second + k), b0);
                    b1 = x1.fma(FloatVector.fromArray(SPECIES, w, second + k + SUMS), b1);
                    c0 = x0.fma(FloatVector.fromArray(SPECIES, w, third + k), c0);
                    c1 = x1.fma(FloatVector.fromArray(SPECIES, w, third + k + SUMS), c1);
                    d0 = x0.fma(FloatVector.fromArray(SPECIES, w, fourth + k), d0);
                    d1 = x1.fma(FloatVector.fromArray(SPECIES, w, fourth + k + SUMS), d1);
                }
                a0.add(a1).intoArray(sums, lane);
                b0.add(b1).intoArray(sums, SUMS + lane);
                c0.add(c1).intoArray(sums, 2 * SUMS + lane);
                d0.add(d1).intoArray(sums, 3 * SUMS + lane);
            }
            if (more) {
                rest(dots, at, first, other);
            }
            for (int row = 0, out = j; row < ROWS; row++, out += quarter) {
                float total = DotKernel.total(sums, row * SUMS);
                y[out] = add ? y[out] + total : total;
            }
        }
    }

    /** Adds to the sums of four rows what is behind the runs: eight products at once where there are so many, then one by one. */
    private static void rest(Dots dots, int at, int first, int other) {
        int done = dots.inRuns();
        if (done + SUMS <= dots.depth) {
            eightMore(dots, at + done, first + done, other);
            done += SUMS;
        }
        for (int row = 0; row < ROWS; row++) {
            ScalarDots.rest(dots, done, at, first + row * other, row * SUMS);
        }
    }

    /** Adds eight products to each sum of four rows. */
    private static void eightMore(Dots dots, int at, int first, int other) {
        for (int lane = 0; lane < SUMS; lane += WIDTH) {
            FloatVector x = FloatVector.fromArray(SPECIES, dots.x, at + lane);
            for (int row = 0, w = first + lane; row < ROWS * SUMS; row += SUMS, w += other) {
                FloatVector sum = FloatVector.fromArray(SPECIES, dots.sums, row + lane);
                x.fma(FloatVector.fromArray(SPECIES, dots.w, w), sum).intoArray(dots.sums, row + lane);
            }
        }
    }

    private static void one(Dots dots, int r, int j) {
        float[] x = dots.x;
        float[] w = dots.w;
        int row = dots.wAt + j * dots.wRow;
        int at = dots.xAt + r * dots.xRow;
        for (int lane = 0; lane < SUMS; lane += WIDTH) {
            FloatVector zero = FloatVector.zero(SPECIES);
            FloatVector a0 = zero, a1 = zero;
            for (int k = lane, end = dots.inRuns(); k < end; k += RUN) {
                FloatVector x0 = FloatVector.fromArray(SPECIES, x, at + k);
                FloatVector x1 = FloatVector.fromArray(SPECIES, x, at + k + SUMS);
                a0 = x0.fma(FloatVector.fromArray(SPECIES, w, row + k), a0);
                a1 = x1.fma(FloatVector.fromArray(SPECIES, w, row + k + SUMS), a1);
            }
            a0.add(a1).intoArray(dots.sums, lane);
        }
        ScalarDots.rest(dots, dots.inRuns(), at, row, 0);
        ScalarDots.put(dots, dots.yAt + r * dots.yRow + j, 0);
    }
}
