package dev.unroll.backend;

/**
 * The layout of the small REAL buffer that carries one training step's scalars: one upload of the first {@link #UPLOADED} elements before
 * the step, one download of the {@link #DOWNLOADED} after them. Because they live on the device, a recorded step stays valid and a step
 * needs at most one synchronisation.
 */
public final class StepScalars {
    /** Learning rate of this step. */
    public static final int LEARNING_RATE = 0;
    /** {@code 1 - beta1^t}. */
    public static final int BIAS_CORRECTION_1 = 1;
    /** {@code 1 - beta2^t}. */
    public static final int BIAS_CORRECTION_2 = 2;
    /** Gradients are scaled by {@code min(1, maximal norm / (norm + 1e-6))}; 0 or less means no clipping. */
    public static final int MAXIMAL_NORM = 3;
    /** 1/count, the factor of the loss and of its gradient; 0 when nothing is counted. */
    public static final int LOSS_FACTOR = 4;
    /** Bits 0 to 23 of the step number that dropout masks depend on; a float holds 24 bits exactly. */
    public static final int STEP_LOW = 5;
    /** Bits 24 to 47 of the step number. */
    public static final int STEP_HIGH = 6;
    /** The number of elements that are uploaded. */
    public static final int UPLOADED = 8;

    /** The loss, from the loss kernel. */
    public static final int LOSS = 8;
    /** The number of counted elements, from the loss kernel. */
    public static final int COUNT = 9;
    /** The squared norm of all gradients, from {@link Backend#sumOfSquares}. */
    public static final int SUM_OF_SQUARES = 10;
    /** 1 when the optimizer changed the parameters, 0 when loss or norm was not finite. */
    public static final int APPLIED = 11;
    /** The number of elements that are downloaded, from {@link #LOSS} on. */
    public static final int DOWNLOADED = 4;

    /** The length of the buffer. */
    public static final int LENGTH = 12;

    private StepScalars() {}

    /** Fills {@link #STEP_LOW} and {@link #STEP_HIGH} of the host copy. */
    public static void putStep(double[] scalars, long step) {
        scalars[STEP_LOW] = step & 0xFFFFFF;
        scalars[STEP_HIGH] = (step >>> 24) & 0xFFFFFF;
    }
}
