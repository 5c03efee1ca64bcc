package dev.unroll.cli;

import java.util.Arrays;

/**
 * How much of what is to be forecast lies where the network has learned nothing.
 *
 * @param least the smallest in training
 * @param most the largest in training
 * @param outside how many to be forecast are smaller or larger
 * @param values how many are to be forecast
 */
record TrainingRange(double least, double most, int outside, int values) {
    static TrainingRange of(double[] train, double[] test) {
        double least = Arrays.stream(train).min().orElseThrow();
        double most = Arrays.stream(train).max().orElseThrow();
        int outside = (int) Arrays.stream(test)
                .filter(value -> value < least || value > most)
                .count();
        return new TrainingRange(least, most, outside, test.length);
    }

    /** Whether it is more than one in ten: more than chance, and enough to spoil the figures. */
    boolean isLeft() {
        return outside > values / 10;
    }
}
