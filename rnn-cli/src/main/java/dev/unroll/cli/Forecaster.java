package dev.unroll.cli;

import dev.unroll.nn.Network;
import dev.unroll.nn.Stepper;
import dev.unroll.series.Scaler;

/**
 * One-step forecasts of a series.
 *
 * @param scaler the one of the training part
 * @param steps values before the forecast that the network reads
 * @param difference whether the network reads and forecasts changes: its forecast is then the last value and the change it expects
 */
record Forecaster(Scaler scaler, int steps, boolean difference) {
    /**
     * Forecasts of values {@code from} to {@code to - 1}, side by side: each is a row that reads the {@code steps} values, or changes, before it.
     */
    double[] forecast(Network network, double[] values, int from, int to) {
        int rows = to - from;
        double[] scaled = scaler.apply(learned(values));
        int first = from - steps - (difference ? 1 : 0);
        double[] result = new double[rows];
        try (Stepper stepper = new Stepper(network, rows)) {
            for (int t = 0; t < steps; t++) {
                double[] x = new double[rows];
                for (int n = 0; n < rows; n++) {
                    x[n] = scaled[first + n + t];
                }
                result = stepper.step(x);
            }
        }
        double[] forecast = scaler.invert(result);
        for (int n = 0; difference && n < rows; n++) {
            forecast[n] += values[from + n - 1];
        }
        return forecast;
    }

    /** What the network learns of a series: itself, or its changes, {@code value i + 1} less {@code value i} at {@code i}. */
    double[] learned(double[] values) {
        return difference ? changes(values) : values;
    }

    /** The changes of a series, one less than it has values. */
    static double[] changes(double[] values) {
        double[] changes = new double[values.length - 1];
        for (int i = 0; i < changes.length; i++) {
            changes[i] = values[i + 1] - values[i];
        }
        return changes;
    }
}
