package dev.unroll.cpu;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link DotKernel} over the Vector API, two vectors of a row at a time. What bounds it is how fast the matrix comes from memory, which
 * vectors of eight floats use up; wider ones would make another order of additions.
 */
final class VectorDots implements DotKernel {
    private static final VectorSpecies<Float> SPECIES =
            VectorKernels.SPECIES.length() < SUMS ? FloatVector.SPECIES_128 : FloatVector.SPECIES_256;
    private static final int WIDTH = SPECIES.length();

    @Override
    public void fourRows(Dots dots) {
        for (int lane = 0; lane < SUMS; lane += WIDTH) {
            fourByTwo(lane, dots);
        }
        ScalarDots.rest(ROWS, dots);
    }

    @Override
    public void oneRow(Dots dots) {
        for (int lane = 0; lane < SUMS; lane += WIDTH) {
            oneByTwo(lane, dots);
        }
        ScalarDots.rest(1, dots);
    }

    private static void fourByTwo(int lane, Dots dots) {
        float[] x = dots.x;
        float[] w = dots.w;
        int first = dots.wAt;
        int second = first + dots.wRow;
        int third = second + dots.wRow;
        int fourth = third + dots.wRow;
        int at = dots.xAt;
        FloatVector zero = FloatVector.zero(SPECIES);
        FloatVector a0 = zero, a1 = zero;
        FloatVector b0 = zero, b1 = zero;
        FloatVector c0 = zero, c1 = zero;
        FloatVector d0 = zero, d1 = zero;
        for (int k = lane, end = dots.inRuns(); k < end; k += RUN) {
            FloatVector x0 = FloatVector.fromArray(SPECIES, x, at + k);
            FloatVector x1 = FloatVector.fromArray(SPECIES, x, at + k + SUMS);
            a0 = FloatVector.fromArray(SPECIES, w, first + k).fma(x0, a0);
            a1 = FloatVector.fromArray(SPECIES, w, first + k + SUMS).fma(x1, a1);
            b0 = FloatVector.fromArray(SPECIES, w, second + k).fma(x0, b0);
            b1 = FloatVector.fromArray(SPECIES, w, second + k + SUMS).fma(x1, b1);
            c0 = FloatVector.fromArray(SPECIES, w, third + k).fma(x0, c0);
            c1 = FloatVector.fromArray(SPECIES, w, third + k + SUMS).fma(x1, c1);
            d0 = FloatVector.fromArray(SPECIES, w, fourth + k).fma(x0, d0);
            d1 = FloatVector.fromArray(SPECIES, w, fourth + k + SUMS).fma(x1, d1);
        }
        a0.add(a1).intoArray(dots.sums, lane);
        b0.add(b1).intoArray(dots.sums, SUMS + lane);
        c0.add(c1).intoArray(dots.sums, 2 * SUMS + lane);
        d0.add(d1).intoArray(dots.sums, 3 * SUMS + lane);
    }

    private static void oneByTwo(int lane, Dots dots) {
        float[] x = dots.x;
        float[] w = dots.w;
        int row = dots.wAt;
        int at = dots.xAt;
        FloatVector zero = FloatVector.zero(SPECIES);
        FloatVector a0 = zero, a1 = zero;
        for (int k = lane, end = dots.inRuns(); k < end; k += RUN) {
            a0 = FloatVector.fromArray(SPECIES, w, row + k).fma(FloatVector.fromArray(SPECIES, x, at + k), a0);
            a1 = FloatVector.fromArray(SPECIES, w, row + k + SUMS)
                    .fma(FloatVector.fromArray(SPECIES, x, at + k + SUMS), a1);
        }
        a0.add(a1).intoArray(dots.sums, lane);
    }
}
