package dev.unroll.cpu;

/** The operands of one row of a softmax; mutable, one for each thread. */
final class SoftmaxRow {
    private static final float[] NONE = {};

    int columns;
    int target;
    /** The logits. */
    float[] x = NONE;

    int at;
    /** {@code exp(x - max)}, 0 at the target. */
    float[] exponentials = NONE;
    /** Where the gradient goes. */
    float[] gradient = NONE;

    int gradientAt;
    float factor;
    float max;
    /** The target's exponential. */
    float own;
    /** The sum of the others. */
    double others;

    final float[] lanes = new float[RowKernel.LANES];

    /** Lets go of the arrays, so that a closed buffer's memory can be had back. */
    void release() {
        x = NONE;
        exponentials = NONE;
        gradient = NONE;
    }
}
