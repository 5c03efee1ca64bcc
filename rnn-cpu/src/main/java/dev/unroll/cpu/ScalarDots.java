package dev.unroll.cpu;

/** {@link DotKernel} in plain Java. */
final class ScalarDots implements DotKernel {
    @Override
    public void fourRows(Dots dots) {
        for (int row = 0; row < ROWS; row++) {
            runs(row, dots);
        }
        rest(ROWS, dots);
    }

    @Override
    public void oneRow(Dots dots) {
        runs(0, dots);
        rest(1, dots);
    }

    private static void runs(int row, Dots dots) {
        int at = dots.wAt + row * dots.wRow;
        int end = dots.inRuns();
        for (int i = 0; i < SUMS; i++) {
            float sum = 0;
            float other = 0;
            for (int k = i; k < end; k += RUN) {
                sum = Math.fma(dots.x[dots.xAt + k], dots.w[at + k], sum);
                other = Math.fma(dots.x[dots.xAt + k + SUMS], dots.w[at + k + SUMS], other);
            }
            dots.sums[row * SUMS + i] = sum + other;
        }
    }

    /** Adds the products that fill no run. */
    static void rest(int rows, Dots dots) {
        for (int row = 0; row < rows; row++) {
            int at = dots.wAt + row * dots.wRow;
            for (int k = dots.inRuns(); k < dots.depth; k++) {
                int i = row * SUMS + k % SUMS;
                dots.sums[i] = Math.fma(dots.x[dots.xAt + k], dots.w[at + k], dots.sums[i]);
            }
        }
    }
}
