package dev.unroll.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How one computed array compares with the expected one. Checked in this order: NaN and infinities exactly where they are expected, both
 * ways; then the normalised mean squared error {@code sum (a-b)^2 / max(sum b^2, n f^2)} in double, with
 * {@code f = max(1e-6 max |b|, 2^-96)} so that it is never 0/0. Magnitudes below 2^-96 count as zero.
 *
 * @param name the array
 * @param fault what is wrong, null when the array agrees
 * @param nmse the normalised mean squared error; NaN when the positions of NaN or infinities differ
 * @param bound the largest error that agrees
 * @param worstIndex element with the largest absolute difference, -1 when the arrays are empty
 * @param actual what was computed there
 * @param expected what was expected there
 * @param relativeWorst the largest absolute difference relative to the largest expected magnitude
 * @param errorPerStep the error of each time step by the same formula, empty for what is not a sequence
 */
public record Comparison(
        String name,
        @Nullable String fault,
        double nmse,
        double bound,
        int worstIndex,
        double actual,
        double expected,
        double relativeWorst,
        List<Double> errorPerStep) {
    /** The bound for float32 kernels: a relative error of 1e-5. */
    public static final double FLOAT32_BOUND = 1e-10;
    /** Magnitudes below this count as zero. */
    public static final double ZERO_BELOW = 0x1p-96;

    private static final double RELATIVE_FLOOR = 1e-6;

    /** Compares arrays that are not sequences. */
    public static Comparison of(String name, double[] actual, double[] expected, double bound) {
        return of(name, actual, expected, bound, 1);
    }

    /**
     * Compares two arrays.
     *
     * @param steps the number of equal, consecutive parts whose error is reported one by one; 1 when this is no sequence
     */
    public static Comparison of(String name, double[] actual, double[] expected, double bound, int steps) {
        if (actual.length != expected.length) {
            throw new IllegalArgumentException(name + ": " + actual.length + " elements; expected " + expected.length);
        }
        for (int i = 0; i < actual.length; i++) {
            if (!sameClass(actual[i], expected[i])) {
                String fault = String.format(Locale.ROOT, "element %d is %s; expected %s", i, actual[i], expected[i]);
                return new Comparison(name, fault, Double.NaN, bound, i, actual[i], expected[i], Double.NaN, List.of());
            }
        }
        return finite(name, actual, expected, bound, steps);
    }

    private static Comparison finite(String name, double[] actual, double[] expected, double bound, int steps) {
        double largest = 0;
        double difference = -1;
        int worst = -1;
        for (int i = 0; i < actual.length; i++) {
            if (Double.isFinite(expected[i])) {
                largest = Math.max(largest, Math.abs(flushed(expected[i])));
                double d = Math.abs(flushed(actual[i]) - flushed(expected[i]));
                if (d > difference) {
                    difference = d;
                    worst = i;
                }
            }
        }
        double floor = Math.max(RELATIVE_FLOOR * largest, ZERO_BELOW);
        double nmse = error(actual, expected, 0, actual.length, floor);
        List<Double> perStep = perStep(actual, expected, steps, floor);
        double at = worst < 0 ? 0 : actual[worst];
        double want = worst < 0 ? 0 : expected[worst];
        double relative = worst < 0 ? 0 : difference / Math.max(largest, ZERO_BELOW);
        String fault = nmse <= bound ? null : String.format(Locale.ROOT, "NMSE %.2e above the bound %.0e", nmse, bound);
        return new Comparison(name, fault, nmse, bound, worst, at, want, relative, perStep);
    }

    private static List<Double> perStep(double[] actual, double[] expected, int steps, double floor) {
        if (steps <= 1 || actual.length % steps != 0) {
            return List.of();
        }
        int size = actual.length / steps;
        List<Double> result = new ArrayList<>(steps);
        for (int t = 0; t < steps; t++) {
            result.add(error(actual, expected, t * size, size, floor));
        }
        return List.copyOf(result);
    }

    private static double error(double[] actual, double[] expected, int from, int length, double floor) {
        double squares = 0;
        double differences = 0;
        int counted = 0;
        for (int i = from; i < from + length; i++) {
            if (Double.isFinite(expected[i])) {
                double want = flushed(expected[i]);
                double d = flushed(actual[i]) - want;
                squares += want * want;
                differences += d * d;
                counted++;
            }
        }
        return counted == 0 ? 0 : differences / Math.max(squares, counted * floor * floor);
    }

    /** Both finite, both NaN, or the same infinity. */
    private static boolean sameClass(double a, double b) {
        return Double.isFinite(a) && Double.isFinite(b) || Double.compare(a, b) == 0;
    }

    private static double flushed(double value) {
        return Math.abs(value) < ZERO_BELOW ? 0 : value;
    }

    /** The same comparison with another verdict, for a rule that goes beyond the error. */
    public Comparison failed(String reason) {
        return new Comparison(name, reason, nmse, bound, worstIndex, actual, expected, relativeWorst, errorPerStep);
    }

    /** The same arrays judged by another rule: the largest error is at most {@code tolerance} of the largest expected value. */
    public Comparison within(double tolerance) {
        if (relativeWorst <= tolerance || Double.isNaN(nmse)) {
            return this;
        }
        return failed(String.format(Locale.ROOT, "an error of more than %.0e of the largest value", tolerance));
    }

    /** Whether the arrays agree. */
    public boolean agrees() {
        return fault == null;
    }

    /** The step with the largest error, -1 when this is no sequence. */
    public int worstStep() {
        int worst = errorPerStep.isEmpty() ? -1 : 0;
        for (int t = 1; t < errorPerStep.size(); t++) {
            if (errorPerStep.get(t) > errorPerStep.get(worst)) {
                worst = t;
            }
        }
        return worst;
    }

    /** One line: the array, the verdict, the error, and the worst element. */
    @Override
    public String toString() {
        StringBuilder line = new StringBuilder(name).append(agrees() ? ": ok" : ": FAILED, " + fault);
        if (nmse <= bound) {
            line.append(String.format(Locale.ROOT, "; NMSE %.2e (bound %.0e)", nmse, bound));
        }
        if (!Double.isNaN(relativeWorst)) {
            line.append(String.format(Locale.ROOT, ", largest error %.1e of the largest value", relativeWorst));
        }
        if (worstIndex >= 0) {
            line.append(String.format(
                    Locale.ROOT, ", worst at element %d: %.9g, expected %.9g", worstIndex, actual, expected));
        }
        if (worstStep() >= 0) {
            line.append(
                    String.format(Locale.ROOT, ", worst step %d: %.2e", worstStep(), errorPerStep.get(worstStep())));
        }
        return line.toString();
    }
}
