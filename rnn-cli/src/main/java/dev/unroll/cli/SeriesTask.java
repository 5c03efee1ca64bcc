package dev.unroll.cli;

import dev.unroll.nn.Network;
import dev.unroll.nn.NetworkSpec;
import dev.unroll.series.CsvSeries;
import dev.unroll.series.Scaler;
import dev.unroll.series.SeriesBatch;
import dev.unroll.series.SeriesSplit;
import dev.unroll.series.SeriesWindows;
import dev.unroll.train.Batch;
import dev.unroll.train.Trainer;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Learns to predict the next value of a series from the window before it. */
final class SeriesTask implements Task {
    static final String KIND = "series";

    private final double[] values;
    private final SeriesSplit split;
    private final Scaler scaler;
    private final SeriesWindows windows;
    private final NetworkSpec spec;
    private final int steps;
    private final long seed;
    private SeriesWindows shuffled;
    private int shuffledFor = -1;

    private SeriesTask(double[] values, Settings settings) {
        this.values = values;
        steps = settings.steps();
        seed = settings.seed();
        split = SeriesSplit.of(values, steps);
        scaler = Scaler.fit(split.train());
        windows = new SeriesWindows(scaler.apply(split.train()), steps, settings.rows(), 1);
        shuffled = windows;
        spec = settings.seriesNetwork();
    }

    /** Reads the column that the settings name. */
    static SeriesTask of(Settings settings) throws IOException {
        double[] values = CsvSeries.read(settings.series(), settings.column());
        try {
            return new SeriesTask(values, settings);
        } catch (IllegalArgumentException bad) {
            throw new IllegalArgumentException(settings.series() + ": " + bad.getMessage(), bad);
        }
    }

    /** The series in its three parts, in its own unit. */
    SeriesSplit split() {
        return split;
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public NetworkSpec spec() {
        return spec;
    }

    @Override
    public int batches() {
        return windows.count();
    }

    @Override
    public Batch batch(int epoch, int index) {
        if (epoch != shuffledFor) {
            shuffled = windows.shuffled(seed * 1_000_003 + epoch);
            shuffledFor = epoch;
        }
        SeriesBatch batch = shuffled.batch(index);
        return Batch.regression(spec, batch.steps(), batch.rows(), batch.x(), batch.targets(), null);
    }

    @Override
    public double heldOutLoss(Network network, Trainer trainer) {
        int from = split.train().length;
        return squaredError(forecast(network, from + 1, from + split.heldOut().length), from + 1)
                / (scaler.scale() * scaler.scale());
    }

    /** Mean squared error on the third part in the series' own unit: each value but its first, as the baselines have it. */
    double testError(Network network) {
        int from = split.train().length + split.heldOut().length;
        return squaredError(forecast(network, from + 1, values.length), from + 1);
    }

    private double squaredError(double[] forecast, int from) {
        double sum = 0;
        for (int i = 0; i < forecast.length; i++) {
            double error = forecast[i] - values[from + i];
            sum += error * error;
        }
        return sum / forecast.length;
    }

    /** Forecasts of values {@code from} to {@code to - 1}, each from the {@code steps} values before it. */
    double[] forecast(Network network, int from, int to) {
        return new Forecaster(scaler, steps).forecast(network, values, from, to);
    }

    /** A hundred standard deviations off, where the mean is off by about one. */
    @Override
    public double hopelessLoss() {
        return 1e4;
    }

    @Override
    public List<String> vocabulary() {
        return List.of();
    }

    @Override
    public Map<String, String> settings() {
        return Map.of(
                "scaler.mean", Double.toString(scaler.mean()),
                "scaler.scale", Double.toString(scaler.scale()));
    }

    @Override
    public String fingerprint() {
        return Fingerprint.of(Arrays.toString(values));
    }
}
