package dev.unroll.cpu;

/**
 * Dot products of a few vectors with rows of a matrix as they lie in memory.
 *
 * <p>The order of additions is the same whatever the width of the machine's vectors and however many rows are taken at once. As long as there
 * are {@link #RUN} products, product k is added to sum k mod 16, each sum a chain of fused multiply-adds from 0 in ascending k. Then sum i + 8 is
 * added to sum i, what is left of the products follows on these eight, and {@link #total} adds them up.
 */
interface DotKernel {
    /** The most rows that are taken at a time: enough multiply-adds that do not wait for each other. */
    int ROWS = 4;
    /** Products that are taken at a time. */
    int RUN = 16;
    /** Sums of a row that are left when the runs are done. */
    int SUMS = 8;

    /** All the dot products that the operands name. */
    void multiply(Dots dots);

    /** The dot product, from the eight sums that lie from {@code at} on. */
    static float total(float[] sums, int at) {
        float even = (sums[at] + sums[at + 4]) + (sums[at + 2] + sums[at + 6]);
        float odd = (sums[at + 1] + sums[at + 5]) + (sums[at + 3] + sums[at + 7]);
        return even + odd;
    }
}
