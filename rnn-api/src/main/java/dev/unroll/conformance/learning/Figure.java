package dev.unroll.conformance.learning;

import java.util.Locale;

/**
 * One measured number and what it must reach.
 *
 * @param name what was measured
 * @param value the measurement
 * @param bound the number it is held against
 * @param atLeast whether it must be at least the bound; else it must be below
 */
public record Figure(String name, double value, double bound, boolean atLeast) {
    /** Must be at least {@code bound}. */
    static Figure atLeast(String name, double value, double bound) {
        return new Figure(name, value, bound, true);
    }

    /** Must be below {@code bound}. */
    static Figure below(String name, double value, double bound) {
        return new Figure(name, value, bound, false);
    }

    /** Whether the bound is met; NaN never meets it. */
    public boolean reached() {
        return atLeast ? value >= bound : value < bound;
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%s %.5g (%s %.5g)", name, value, atLeast ? "at least" : "below", bound);
    }
}
