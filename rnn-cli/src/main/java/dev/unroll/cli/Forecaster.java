package dev.unroll.cli;

import dev.unroll.nn.Network;
import dev.unroll.nn.Stepper;
import dev.unroll.series.Scaler;

/**
 * One-step forecasts of a series.
 *
 * @param scaler the one of the training part
 * @param steps values before the forecast that the network reads
 */
record Forecaster(Scaler scaler, int steps) {
    /** Forecasts of values {@code from} to {@code to - 1}, side by side: each is a row that reads the {@code steps} values before it. */
    double[] forecast(Network network, double[] values, int from, int to) {
        int rows = to - from;
        double[] scaled = scaler.apply(values);
        double[] result = new double[rows];
        try (Stepper stepper = new Stepper(network, rows)) {
            for (int t = 0; t < steps; t++) {
                double[] x = new double[rows];
                for (int n = 0; n < rows; n++) {
                    x[n] = scaled[from + n - steps + t];
                }
                result = stepper.step(x);
            }
        }
        return scaler.invert(result);
    }
}
