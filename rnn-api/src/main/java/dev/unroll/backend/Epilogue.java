package dev.unroll.backend;

/** What a matrix product does with its sum before it is stored. */
public enum Epilogue {
    /** Nothing. */
    NONE,
    /** Adds a bias to every row. */
    BIAS,
    /** Adds a bias to every row, then takes the hyperbolic tangent. */
    BIAS_TANH,
    /** Adds a bias to every row, then takes {@code max(0, x)}. */
    BIAS_RELU
}
