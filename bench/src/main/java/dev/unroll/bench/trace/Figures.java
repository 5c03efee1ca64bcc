package dev.unroll.bench.trace;

import java.util.Locale;

/** Norms in at most seven columns: three digits, or two and a power of ten. */
final class Figures {
    private static final double SMALLEST_PLAIN = 1e-3;
    private static final double LARGEST_PLAIN = 1e5;

    private Figures() {}

    static String of(double value) {
        double size = Math.abs(value);
        if (value == 0 || !Double.isFinite(value)) {
            return value == 0 ? "0" : Double.toString(value);
        }
        if (size < SMALLEST_PLAIN || size >= LARGEST_PLAIN) {
            return String.format(Locale.ROOT, "%.1e", value);
        }
        int whole = (int) Math.floor(Math.log10(size)) + 1;
        return String.format(Locale.ROOT, "%." + Math.max(0, 3 - whole) + "f", value);
    }

    /** A share of a whole, in percent. */
    static String percent(double part, double whole) {
        return whole == 0 ? "–" : of(100 * part / whole) + " %";
    }
}
