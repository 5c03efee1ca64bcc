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
        float[] x = dots.x;
        float[] w = dots.w;
        float[] y = dots.y;
        float[] sums = dots.sums;
        int xAt = dots.xAt + r * dots.xRow;
        int other = quarter * dots.wRow;
        int end = dots.inRuns();
        boolean half = end + SUMS <= dots.depth;
        int done = half ? end + SUMS : end;
        boolean rest = done < dots.depth;
        boolean add = dots.add;
        for (int j = 0, first = dots.wAt, to = dots.yAt + r * dots.yRow; j < quarter; j++, to++, first += dots.wRow) {
            int second = first + other;
            int third = second + other;
            int fourth = third + other;
            for (int lane = 0; lane < SUMS; lane += WIDTH) {
                FloatVector zero = FloatVector.zero(SPECIES);
                FloatVector a0 = zero, a1 = zero;
                FloatVector b0 = zero, b1 = zero;
                FloatVector c0 = zero, c1 = zero;
                FloatVector d0 = zero, d1 = zero;
                for (int k = lane; k < end; k += RUN) {
                    FloatVector x0 = FloatVector.fromArray(SPECIES, x, xAt + k);
                    FloatVector x1 = FloatVector.fromArray(SPECIES, x, xAt + k + SUMS);
                    a0 = x0.fma(FloatVector.fromArray(SPECIES, w, first + k), a0);
                    a1 = x1.fma(FloatVector.fromArray(SPECIES, w, first + k + SUMS), a1);
                    b0 = x0.fma(FloatVector.fromArray(SPECIES, w, second + k), b0);
                    b1 = x1.fma(FloatVector.fromArray(SPECIES, w, second + k + SUMS), b1);
                    c0 = x0.fma(FloatVector.fromArray(SPECIES, w, third + k), c0);
                    c1 = x1.fma(FloatVector.fromArray(SPECIES, w, third + k + SUMS), c1);
                    d0 = x0.fma(FloatVector.fromArray(SPECIES, w, fourth + k), d0);
                    d1 = x1.fma(FloatVector.fromArray(SPECIES, w, fourth + k + SUMS), d1);
                }
                a0 = a0.add(a1);
                b0 = b0.add(b1);
                c0 = c0.add(c1);
                d0 = d0.add(d1);
                if (half) {
                    FloatVector x0 = FloatVector.fromArray(SPECIES, x, xAt + end + lane);
                    a0 = x0.fma(FloatVector.fromArray(SPECIES, w, first + end + lane), a0);
                    b0 = x0.fma(FloatVector.fromArray(SPECIES, w, second + end + lane), b0);
                    c0 = x0.fma(FloatVector.fromArray(SPECIES, w, third + end + lane), c0);
                    d0 = x0.fma(FloatVector.fromArray(SPECIES, w, fourth + end + lane), d0);
                }
                a0.intoArray(sums, lane);
                b0.intoArray(sums, SUMS + lane);
                c0.intoArray(sums, 2 * SUMS + lane);
                d0.intoArray(sums, 3 * SUMS + lane);
            }
            if (rest) {
                ScalarDots.rest(dots, done, xAt, first, 0);
                ScalarDots.rest(dots, done, xAt, second, SUMS);
                ScalarDots.rest(dots, done, xAt, third, 2 * SUMS);
                ScalarDots.rest(dots, done, xAt, fourth, 3 * SUMS);
            }
            float a = DotKernel.total(sums, 0);
            float b = DotKernel.total(sums, SUMS);
            float c = DotKernel.total(sums, 2 * SUMS);
            float d = DotKernel.total(sums, 3 * SUMS);
            y[to] = add ? y[to] + a : a;
            y[to + quarter] = add ? y[to + quarter] + b : b;
            y[to + 2 * quarter] = add ? y[to + 2 * quarter] + c : c;
            y[to + 3 * quarter] = add ? y[to + 3 * quarter] + d : d;
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
                a0 = FloatVector.fromArray(SPECIES, w, row + k).fma(FloatVector.fromArray(SPECIES, x, at + k), a0);
                a1 = FloatVector.fromArray(SPECIES, w, row + k + SUMS)
                        .fma(FloatVector.fromArray(SPECIES, x, at + k + SUMS), a1);
            }
            a0.add(a1).intoArray(dots.sums, lane);
        }
        ScalarDots.rest(dots, dots.inRuns(), at, row, 0);
        ScalarDots.put(dots, dots.yAt + r * dots.yRow + j, 0);
    }
}
