package dev.unroll.cli;

import dev.unroll.backend.Backend;
import dev.unroll.bench.trace.TraceLabels;
import dev.unroll.nn.Initialization;
import dev.unroll.nn.Loss;
import dev.unroll.nn.LossAt;
import dev.unroll.nn.Network;
import dev.unroll.nn.NetworkSpec;
import dev.unroll.nn.Scheme;
import dev.unroll.train.Batch;
import dev.unroll.train.Sgd;
import dev.unroll.train.Trainer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/**
 * A network that is made on the spot reads a short series, and should say the next value at every step or the first one at the last step.
 *
 * @param spec the network
 * @param how it begins
 * @param values of the series
 * @param training how many steps of training come before, with gradients clipped to norm 1
 */
record SeriesTrace(NetworkSpec spec, Initialization how, double[] values, int training) {
    private static final double RATE = 1e-3;
    private static final double CLIP = 1;

    /** From the options as text: cell, hidden, loss-at, init, forget-bias, seed, steps, values, train. */
    static SeriesTrace of(Map<String, String> options) {
        Settings settings = Settings.of(Map.of("cell", get(options, "cell"), "hidden", get(options, "hidden")));
        LossAt at = one(options, "loss-at", Map.of("all", LossAt.ALL_STEPS, "last", LossAt.LAST_STEP));
        Scheme scheme = one(
                options,
                "init",
                Map.of(
                        "uniform", Scheme.UNIFORM,
                        "glorot", Scheme.GLOROT,
                        "orthogonal", Scheme.ORTHOGONAL,
                        "identity", Scheme.IDENTITY));
        if (scheme == Scheme.IDENTITY && settings.cell().gates() > 1) {
            throw new UsageException("--init: identity with " + get(options, "cell")
                    + "; an identity inside gates has no meaning, expected --cell tanh or relu");
        }
        NetworkSpec.Builder spec = NetworkSpec.builder().dense(1);
        settings.hidden().forEach(size -> spec.layer(settings.cell(), size));
        spec.outputs(1).loss(Loss.MEAN_SQUARED_ERROR).lossAt(at);
        long seed = Long.parseLong(get(options, "seed"));
        Initialization how = new Initialization(scheme, number("forget-bias", get(options, "forget-bias")), seed);
        int more = at == LossAt.ALL_STEPS ? 1 : 0;
        double[] values = options.containsKey("values")
                ? values(get(options, "values"), 1 + more)
                : noise(seed, Integer.parseInt(get(options, "steps")) + more);
        return new SeriesTrace(spec.build(), how, values, Integer.parseInt(get(options, "train")));
    }

    private static double[] values(String text, int least) {
        String[] parts = text.split(",", -1);
        if (parts.length < least) {
            throw new UsageException("--values: " + parts.length + " value; expected at least " + least
                    + ", so that there is a next one to say");
        }
        double[] values = new double[parts.length];
        for (int i = 0; i < parts.length; i++) {
            values[i] = number("values", parts[i].strip());
        }
        return values;
    }

    private static double[] noise(long seed, int count) {
        Random random = new Random(seed);
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    private static double number(String option, String text) {
        try {
            double value = Double.parseDouble(text);
            if (Double.isFinite(value)) {
                return value;
            }
        } catch (NumberFormatException notANumber) {
            // Falls through to the message below, which says what a number would have to be.
        }
        throw new UsageException("--" + option + ": \"" + text + "\"; expected finite numbers");
    }

    private static <T> T one(Map<String, String> options, String name, Map<String, T> words) {
        String word = get(options, name).toLowerCase(Locale.ROOT);
        T value = words.get(word);
        if (value == null) {
            throw new UsageException("--" + name + ": \"" + word + "\"; expected one of "
                    + String.join(", ", words.keySet().stream().sorted().toList()));
        }
        return value;
    }

    private static String get(Map<String, String> options, String name) {
        return options.getOrDefault(name, "");
    }

    private boolean everyStep() {
        return spec.lossAt() == LossAt.ALL_STEPS;
    }

    /** Time steps of the sequence. */
    int steps() {
        return values.length - (everyStep() ? 1 : 0);
    }

    Traced open(Backend backend) {
        int steps = steps();
        double[] x = Arrays.copyOf(values, steps);
        double[] targets = everyStep() ? Arrays.copyOfRange(values, 1, steps + 1) : new double[] {values[0]};
        Batch batch = Batch.regression(spec, steps, 1, x, targets, null);
        Network network = Network.create(spec, backend, how);
        try (Trainer trainer = Trainer.builder(network)
                .optimizer(Sgd.rate(RATE))
                .clipNorm(CLIP)
                .build()) {
            for (int i = 0; i < training; i++) {
                trainer.step(batch);
            }
        } catch (RuntimeException failure) {
            network.close();
            throw failure;
        }
        return new Traced(network, batch, labels(x, targets));
    }

    private TraceLabels labels(double[] x, double[] targets) {
        List<String> wants = new ArrayList<>(Collections.nCopies(x.length, ""));
        for (int i = 0; i < targets.length; i++) {
            wants.set(x.length - targets.length + i, word(targets[i]));
        }
        String cells = spec.layers().get(0).cell().name().toLowerCase(Locale.ROOT);
        String trained = training == 0 ? "" : ", after " + training + " training steps";
        String title = cells + " network, " + how.scheme().name().toLowerCase(Locale.ROOT) + " weights, seed "
                + how.seed() + trained;
        List<String> reads = new ArrayList<>();
        for (double each : x) {
            reads.add(word(each));
        }
        return new TraceLabels(title, reads, wants);
    }

    private static String word(double value) {
        return String.format(Locale.ROOT, "%.3g", value);
    }
}
