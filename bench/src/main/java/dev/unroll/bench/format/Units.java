package dev.unroll.bench.format;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;

/** Numbers as people read them: three significant digits and a unit that fits; what is no number is {@value #NONE}. */
public final class Units {
    /** Stands where there is no number. */
    public static final String NONE = "–";

    private static final List<String> TIMES = List.of("s", "ms", "µs", "ns");
    private static final List<String> SIZES = List.of("B", "KiB", "MiB", "GiB", "TiB");

    private Units() {}

    /** Seconds, in the largest unit of s, ms, µs, ns in which they are at least 1. */
    public static String time(double seconds) {
        if (!Double.isFinite(seconds)) {
            return NONE;
        }
        // Rounded before the unit is chosen: 999.7 µs are 1.00 ms.
        double value = rounded(seconds, 3).doubleValue();
        int unit = 0;
        while (value != 0 && Math.abs(value) < 1 && unit < TIMES.size() - 1) {
            value = rounded(value * 1000, 3).doubleValue();
            unit++;
        }
        return digits(value) + " " + TIMES.get(unit);
    }

    /** Seconds, in microseconds however many they are, so that a column of latencies has one unit. */
    public static String micros(double seconds) {
        return Double.isFinite(seconds) ? digits(seconds * 1e6) + " µs" : NONE;
    }

    /** A length of time of which nobody wants to know the fractions. */
    public static String duration(double seconds) {
        long whole = Math.round(seconds);
        if (!Double.isFinite(seconds) || whole < 60) {
            return time(seconds);
        }
        return whole < 3600
                ? String.format(Locale.ROOT, "%d min %02d s", whole / 60, whole % 60)
                : String.format(Locale.ROOT, "%d h %02d min", whole / 3600, whole / 60 % 60);
    }

    /** Bytes, in powers of 1024. */
    public static String bytes(double bytes) {
        if (!Double.isFinite(bytes)) {
            return NONE;
        }
        double value = bytes;
        int unit = 0;
        while (Math.abs(value) >= (unit == 0 ? 1023.5 : 999.5) && unit < SIZES.size() - 1) {
            value /= 1024;
            unit++;
        }
        return (unit == 0 ? count(Math.round(value)) : digits(value)) + " " + SIZES.get(unit);
    }

    /** Three significant digits, thousands with commas. */
    public static String digits(double value) {
        if (!Double.isFinite(value)) {
            return NONE;
        }
        BigDecimal rounded = rounded(value, 3);
        return String.format(Locale.ROOT, "%,." + decimals(rounded, 3) + "f", rounded);
    }

    /** How many times as fast, with two digits: 2.3x. */
    public static String ratio(double value) {
        return Double.isFinite(value) ? twoDigits(value) + "x" : NONE;
    }

    /** A share as a percentage with two digits. */
    public static String percent(double share) {
        return Double.isFinite(share) ? twoDigits(100 * share) + " %" : NONE;
    }

    /** An error such as 7.4e-12. */
    public static String error(double value) {
        return Double.isNaN(value) ? NONE : value == 0 ? "0" : String.format(Locale.ROOT, "%.1e", value);
    }

    /** A bound: a power of ten, mostly. */
    public static String bound(double value) {
        return String.format(Locale.ROOT, "%.0e", value);
    }

    /** A whole number, thousands with commas. */
    public static String count(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    /** A number with its noun, which takes an s unless it is one. */
    public static String count(long value, String noun) {
        return count(value) + " " + noun + (value == 1 ? "" : "s");
    }

    /** Two significant digits, or as many as stand before the point. */
    private static String twoDigits(double value) {
        BigDecimal rounded = rounded(value, value >= 99.5 ? 15 : 2);
        return String.format(Locale.ROOT, "%,." + decimals(rounded, 2) + "f", rounded);
    }

    /** How many digits stand after the point when there are so many significant ones: 2 and 3 give 2.00. */
    private static int decimals(BigDecimal value, int significant) {
        return value.signum() == 0 ? 0 : Math.max(0, significant - (value.precision() - value.scale()));
    }

    private static BigDecimal rounded(double value, int significant) {
        return new BigDecimal(value).round(new MathContext(significant, RoundingMode.HALF_UP));
    }
}
