package dev.unroll.conformance;

import dev.unroll.backend.Backend;
import dev.unroll.backend.ProductPrecision;

/**
 * The largest errors that agree, by how a backend computes its matrix products: normalised mean squared errors as in {@link Comparison}.
 *
 * @param kernel of a kernel without a product
 * @param product of one matrix product
 * @param network of what many products make: the outputs, the loss and each gradient of a network, or of one layer over a sequence
 * @param weights of the weights after some steps of Adam, which divides small gradients by their own size
 * @param losses of each loss on the way there, relative to that loss
 */
public record ErrorBounds(double kernel, double product, double network, double weights, double losses) {
    /** Of float32 throughout. */
    public static final ErrorBounds FLOAT32 =
            new ErrorBounds(Comparison.FLOAT32_BOUND, Comparison.FLOAT32_BOUND, Comparison.FLOAT32_BOUND, 1e-8, 1e-5);

    /** Of float32 with the operands of products in TF32: rounded to 2^-11, so that a product of ordinary numbers is off by some 1e-7. */
    public static final ErrorBounds TF32 = new ErrorBounds(Comparison.FLOAT32_BOUND, 1e-5, 1e-4, 1e-3, 1e-2);

    /** Those of a backend. */
    public static ErrorBounds of(Backend backend) {
        return of(backend.productPrecision());
    }

    /** Those of a precision. */
    public static ErrorBounds of(ProductPrecision precision) {
        return switch (precision) {
            case ELEMENTS -> FLOAT32;
            case TF32 -> TF32;
        };
    }

    /** What two results may differ by that each lie within bounds of a third one: independent errors, whose squares add up. */
    public ErrorBounds plus(ErrorBounds other) {
        return new ErrorBounds(
                kernel + other.kernel,
                product + other.product,
                network + other.network,
                weights + other.weights,
                losses + other.losses);
    }

    /** Of one array of a network, by its name. */
    double ofArray(String name) {
        return name.startsWith("adam.") ? weights : network;
    }
}
