package dev.unroll.backend;

/** Pointwise functions outside a recurrent cell. */
public enum Activation {
    /** The hyperbolic tangent; its derivative from the output is {@code 1 - y^2}. */
    TANH,
    /** {@code max(0, x)}, with NaN kept; its derivative is 1 where the output is positive, else 0. */
    RELU
}
