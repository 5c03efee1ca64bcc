package dev.unroll.reference;

import dev.unroll.backend.Activation;

/** The pointwise functions, and their derivatives written in terms of their own value. */
final class ReferenceActivations {
    private ReferenceActivations() {}

    /** {@code max(0, x)}; NaN stays NaN. */
    static double relu(double x) {
        return Math.max(0.0, x);
    }

    /** 1 where y is positive, else 0; NaN stays NaN. */
    static double reluDerivative(double y) {
        return Double.isNaN(y) ? y : y > 0 ? 1 : 0;
    }

    static double tanhDerivative(double y) {
        return 1 - y * y;
    }

    static double sigmoid(double x) {
        return 1 / (1 + StrictMath.exp(-x));
    }

    static double sigmoidDerivative(double y) {
        return y * (1 - y);
    }

    /** {@code dx = dy f'(y)}. */
    static void backward(Activation activation, Reals y, Reals dy, Reals dx) {
        for (int r = 0; r < y.rows(); r++) {
            for (int c = 0; c < y.columns(); c++) {
                double derivative = switch (activation) {
                    case TANH -> tanhDerivative(y.get(r, c));
                    case RELU -> reluDerivative(y.get(r, c));
                };
                dx.set(r, c, dy.get(r, c) * derivative);
            }
        }
    }
}
