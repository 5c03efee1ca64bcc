package dev.unroll.series;

import java.util.Arrays;

/**
 * A series cut in order: 80 % for training, 10 % held out (early stopping), 10 % for the figures.
 *
 * @param train the first part
 * @param heldOut the second
 * @param test the third
 */
public record SeriesSplit(double[] train, double[] heldOut, double[] test) {
    /**
     * Cuts a series.
     *
     * @param steps time steps of a window; each part must hold one window and the value behind it
     * @throws IllegalArgumentException for steps below 1, or for a series of fewer than {@code 10 * (steps + 1)} values
     */
    public static SeriesSplit of(double[] values, int steps) {
        if (steps < 1) {
            throw new IllegalArgumentException("steps: " + steps + "; expected at least 1");
        }
        long needed = (steps + 1L) * 10;
        if (values.length < needed) {
            throw new IllegalArgumentException(
                    "the series has " + values.length + " values; with windows of " + steps + " steps it needs "
                            + needed + ", since it is split 80/10/10 and each part must hold " + (steps + 1L)
                            + ": lower the steps (--bptt) or give more values");
        }
        int trainEnd = (int) (values.length * 8L / 10);
        int heldOutEnd = (int) (values.length * 9L / 10);
        return new SeriesSplit(
                Arrays.copyOfRange(values, 0, trainEnd),
                Arrays.copyOfRange(values, trainEnd, heldOutEnd),
                Arrays.copyOfRange(values, heldOutEnd, values.length));
    }
}
