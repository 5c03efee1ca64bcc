package dev.unroll.nn;

/** What a network is trained to make small. */
public enum Loss {
    /** Softmax over the outputs, then the negative logarithm of the target's share; mean over the counted targets. */
    CROSS_ENTROPY,
    /** {@code (prediction - target)^2}, without a factor 1/2; mean over counted rows and outputs. */
    MEAN_SQUARED_ERROR
}
