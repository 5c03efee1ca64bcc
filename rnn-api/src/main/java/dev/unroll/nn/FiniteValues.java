package dev.unroll.nn;

/** The check of numbers that come from the host. */
final class FiniteValues {
    private FiniteValues() {}

    /** Throws when the length is wrong or a value is NaN or infinite, naming its position. */
    static void check(String name, double[] values, long expected) {
        if (values.length != expected) {
            throw new IllegalArgumentException(name + ": " + values.length + " values; expected " + expected);
        }
        for (int i = 0; i < values.length; i++) {
            if (!Double.isFinite(values[i])) {
                throw new IllegalArgumentException(
                        name + ": value " + i + " is " + values[i] + "; expected finite numbers");
            }
        }
    }

    /** As above. */
    static void check(String name, float[] values, long expected) {
        if (values.length != expected) {
            throw new IllegalArgumentException(name + ": " + values.length + " values; expected " + expected);
        }
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                throw new IllegalArgumentException(
                        name + ": value " + i + " is " + values[i] + "; expected finite numbers");
            }
        }
    }
}
