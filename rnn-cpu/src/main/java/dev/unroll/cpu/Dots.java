package dev.unroll.cpu;

/** The operands of one call of a {@link DotKernel}; mutable, one for each thread. */
final class Dots {
    private static final float[] NONE = {};

    /** Element k of the vector lies at {@code xAt + k}. */
    float[] x = NONE;

    int xAt;
    /** Element (r, k) of the matrix lies at {@code wAt + r * wRow + k}. */
    float[] w = NONE;

    int wAt;
    int wRow;
    /** The number of products that are added up. */
    int depth;
    /** What the kernel leaves: sum i of row r at {@code r * SUMS + i}. */
    final float[] sums = new float[DotKernel.ROWS * DotKernel.SUMS];

    /** How many products fill whole runs. */
    int inRuns() {
        return depth - depth % DotKernel.RUN;
    }

    /** Lets go of the arrays, so that a closed buffer's memory can be had back. */
    void release() {
        x = NONE;
        w = NONE;
    }
}
