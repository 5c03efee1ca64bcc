package dev.unroll.cli;

import dev.unroll.nn.Network;
import dev.unroll.nn.NetworkSpec;
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
    private final Forecaster forecaster;
    private final SeriesWindows windows;
    private final NetworkSpec spec;
    private final long seed;
    private SeriesWindows shuffled;
    private int shuffledFor = -1;

    private SeriesTask(double[] values, Settings settings) {
        this.values = values;
        int steps = settings.steps();
        seed = settings.seed();
        split = SeriesSplit.of(values, steps);
        vary(split.train(), "training part, its first 80 %", "there is nothing to learn");
        vary(split.test(), "last tenth", "the last value again is never wrong there, and nothing can be better");
        boolean difference = settings.difference();
        double[] train = difference ? Forecaster.changes(split.train()) : split.train();
        forecaster = new Forecaster(Scaler.fit(train), steps, difference);
        windows = new SeriesWindows(forecaster.scaler().apply(train), steps, settings.rows(), 1);
        shuffled = windows;
        spec = settings.seriesNetwork();
    }

    private static void vary(double[] part, String name, String consequence) {
        if (Arrays.stream(part).allMatch(value -> value == part[0])) {
            throw new IllegalArgumentException(
                    "the series does not vary in its " + name + " (every value is " + part[0] + "): " + consequence);
        }
    }

    /** Learns the column that the settings name. */
    static SeriesTask of(Settings settings) throws IOException {
        return of(SeriesSource.read(settings, null), settings);
    }

    /** Learns a series. */
    static SeriesTask of(SeriesSource source, Settings settings) {
        try {
            return new SeriesTask(source.values(), settings);
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
        int from = split.train().length + 1;
        double[] forecast = forecaster.forecast(network, values, from, from + split.heldOut().length - 1);
        double sum = 0;
        for (int i = 0; i < forecast.length; i++) {
            double error =
                    (forecast[i] - values[from + i]) / forecaster.scaler().scale();
            sum += error * error;
        }
        return sum / forecast.length;
    }

    /** Forecasts of the third part in the series' own unit: each value but its first, as the baselines have it. */
    double[] testForecast(Network network) {
        return forecaster.forecast(network, values, firstForecast(), values.length);
    }

    /** Which value {@link #testForecast} begins with. */
    int firstForecast() {
        return split.train().length + split.heldOut().length + 1;
    }

    /** How far what is to be forecast lies outside what the network could learn from. */
    TrainingRange range() {
        double[] learned = forecaster.learned(values);
        int from = firstForecast() - (values.length - learned.length);
        return TrainingRange.of(forecaster.learned(split.train()), Arrays.copyOfRange(learned, from, learned.length));
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
                "scaler.mean", Double.toString(forecaster.scaler().mean()),
                "scaler.scale", Double.toString(forecaster.scaler().scale()));
    }

    @Override
    public String fingerprint() {
        return Fingerprint.of(Arrays.toString(values));
    }
}
