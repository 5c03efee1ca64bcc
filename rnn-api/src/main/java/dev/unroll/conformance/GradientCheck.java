package dev.unroll.conformance;

import java.util.function.ToDoubleFunction;

/**
 * Gradients by central differences, {@code (f(p + e) - f(p - e)) / 2e}: an answer that owes nothing to the code under test. Its own error
 * is of the order {@code e^2} plus rounding over {@code e}; 1e-5 suits a double-precision function with values around 1.
 */
public final class GradientCheck {
    /** Suits double-precision functions of parameters around 1. */
    public static final double EPSILON = 1e-5;

    private GradientCheck() {}

    /** The gradient of {@code function} at {@code point}, which is not changed. */
    public static double[] gradient(ToDoubleFunction<double[]> function, double[] point, double epsilon) {
        if (!(epsilon > 0)) {
            throw new IllegalArgumentException("epsilon: " + epsilon + "; expected a positive number");
        }
        double[] result = new double[point.length];
        double[] moved = point.clone();
        for (int i = 0; i < point.length; i++) {
            moved[i] = point[i] + epsilon;
            double after = function.applyAsDouble(moved);
            moved[i] = point[i] - epsilon;
            double before = function.applyAsDouble(moved);
            moved[i] = point[i];
            result[i] = (after - before) / (2 * epsilon);
        }
        return result;
    }

    /**
     * Compares a computed gradient with central differences.
     *
     * @param tolerance the largest error relative to the largest value of the gradient
     */
    public static Comparison compare(
            String name, double[] computed, ToDoubleFunction<double[]> function, double[] point, double tolerance) {
        Comparison comparison = Comparison.of(name, computed, gradient(function, point, EPSILON), Double.MAX_VALUE);
        return comparison.agrees() ? comparison.within(tolerance) : comparison;
    }
}
