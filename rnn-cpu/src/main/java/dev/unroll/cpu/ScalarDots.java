package dev.unroll.cpu;

/** {@link DotKernel} in plain Java, a row at a time. */
final class ScalarDots implements DotKernel {
    @Override
    public void multiply(Dots dots) {
        for (int j = 0; j < dots.columns; j++) {
            int w = dots.wAt + j * dots.wRow;
            for (int r = 0; r < dots.rows; r++) {
                int x = dots.xAt + r * dots.xRow;
                runs(dots, x, w);
                rest(dots, dots.inRuns(), x, w, 0);
                put(dots, dots.yAt + r * dots.yRow + j, 0);
            }
        }
    }

    private static void runs(Dots dots, int x, int w) {
        for (int i = 0; i < SUMS; i++) {
            float sum = 0;
            float other = 0;
            for (int k = i, end = dots.inRuns(); k < end; k += RUN) {
                sum = Math.fma(dots.x[x + k], dots.w[w + k], sum);
                other = Math.fma(dots.x[x + k + SUMS], dots.w[w + k + SUMS], other);
            }
            dots.sums[i] = sum + other;
        }
    }

    /** Adds the products from {@code first} on, which fill no run, to the sums from {@code at} on; the vector begins at x, the row at w. */
    static void rest(Dots dots, int first, int x, int w, int at) {
        for (int k = first; k < dots.depth; k++) {
            int i = at + k % SUMS;
            dots.sums[i] = Math.fma(dots.x[x + k], dots.w[w + k], dots.sums[i]);
        }
    }

    /** The total of the sums from {@code from} on becomes the result, or is added to it. */
    static void put(Dots dots, int to, int from) {
        float total = DotKernel.total(dots.sums, from);
        dots.y[to] = dots.add ? dots.y[to] + total : total;
    }
}
