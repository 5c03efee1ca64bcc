package dev.unroll.backend;

/** How exactly a backend computes matrix products, which decides how far its results may lie from the reference's. All else is as exact as its elements. */
public enum ProductPrecision {
    /** As exactly as the elements are stored. */
    ELEMENTS,
    /**
     * Operands are rounded to the 10 bits behind the point of NVIDIA's TF32, an error of at most 2^-11 of each; their products are exact, and are
     * added in float32. Range, NaN and infinities are float32's.
     */
    TF32
}
