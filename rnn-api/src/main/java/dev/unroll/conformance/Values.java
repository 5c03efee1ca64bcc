package dev.unroll.conformance;

import java.util.Arrays;
import java.util.Random;

/** Seeded test data. Every number is exact in float32, so that backends of either precision start from the very same values. */
public final class Values {
    private final Random random;

    /** A generator; equal seeds give equal data. */
    public Values(long seed) {
        this.random = new Random(seed);
    }

    /** Evenly spread over {@code [-scale, scale)}. */
    public double[] spread(int length, double scale) {
        return between(length, -scale, scale);
    }

    /** Evenly spread over {@code [low, high)}. */
    public double[] between(int length, double low, double high) {
        double[] result = new double[length];
        for (int i = 0; i < length; i++) {
            result[i] = (float) (low + (high - low) * random.nextDouble());
        }
        return result;
    }

    /** {@code +magnitude} or {@code -magnitude}. */
    public double[] signs(int length, double magnitude) {
        double[] result = new double[length];
        for (int i = 0; i < length; i++) {
            result[i] = random.nextBoolean() ? magnitude : -magnitude;
        }
        return result;
    }

    /** Integers from {@code low} to {@code high - 1}. */
    public double[] integers(int length, int low, int high) {
        double[] result = new double[length];
        for (int i = 0; i < length; i++) {
            result[i] = low + random.nextInt(high - low);
        }
        return result;
    }

    /**
     * Row lengths from 0 to {@code steps}, in no order; with more than one row the first is empty and the last full, so that both occur.
     */
    public double[] lengths(int rows, int steps) {
        double[] result = integers(rows, 0, steps + 1);
        if (rows > 1) {
            result[0] = 0;
            result[rows - 1] = steps;
        }
        return result;
    }

    /** The same number everywhere. */
    public static double[] constant(int length, double value) {
        double[] result = new double[length];
        Arrays.fill(result, (float) value);
        return result;
    }

    /** Overwrites the padding of a {@code [steps*rows, columns]} tensor: what nobody may read into a result. */
    public static double[] padded(double[] tensor, double[] lengths, int steps, double value) {
        int rows = lengths.length;
        int columns = tensor.length / (steps * rows);
        for (int t = 0; t < steps; t++) {
            for (int n = 0; n < rows; n++) {
                if (t >= lengths[n]) {
                    int from = (t * rows + n) * columns;
                    Arrays.fill(tensor, from, from + columns, value);
                }
            }
        }
        return tensor;
    }

    /** Mixes a seed with a name, so that each case has its own data and a filter changes no other case. */
    public static long seedFor(long seed, String name) {
        long mixed = seed * 0x9E3779B97F4A7C15L;
        for (int i = 0; i < name.length(); i++) {
            mixed = (mixed ^ name.charAt(i)) * 0x100000001B3L;
        }
        return mixed ^ (mixed >>> 32);
    }
}
