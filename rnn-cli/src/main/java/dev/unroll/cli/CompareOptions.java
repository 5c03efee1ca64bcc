package dev.unroll.cli;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of {@code rnn compare} that both networks share; {@link Settings} reads them as those of a training run. */
final class CompareOptions {
    @Option(
            names = "--text",
            paramLabel = "FILE",
            description = "What both learn to continue: a file (UTF-8), sample:macbeth or sample:dickens (default:"
                    + " sample:macbeth).")
    private @Nullable String text;

    @Option(names = "--level", paramLabel = "word|char", description = "What a token is (default: word).")
    private @Nullable String level;

    @Option(
            names = "--min-count",
            paramLabel = "N",
            description = "Tokens rarer than this in the training part are read as [UNK] (default: 2).")
    private @Nullable String minimumCount;

    @Option(
            names = "--cell",
            paramLabel = "NAME",
            description = "Of the RNN: tanh, relu, lstm or gru (default: tanh). The order task takes an LSTM.")
    private @Nullable String cell;

    @Option(
            names = "--hidden",
            paramLabel = "H,…",
            description = "Sizes of the RNN's layers (default: 128); the MLP's one layer follows from the parameters.")
    private @Nullable String hidden;

    @Option(names = "--embedding", paramLabel = "E", description = "Width of the token embeddings (default: 64).")
    private @Nullable String embedding;

    @Option(
            names = "--dropout",
            paramLabel = "P",
            description = "Share dropped between layers and before the head (default: 0.3).")
    private @Nullable String dropout;

    @Option(names = "--bptt", paramLabel = "T", description = "Time steps that the gradient goes back (default: 35).")
    private @Nullable String steps;

    @Option(
            names = "--batch",
            paramLabel = "N",
            description = "Streams of text side by side (default: 20); a step of both has T x N targets.")
    private @Nullable String rows;

    @Option(names = "--rate", paramLabel = "X", description = "Learning rate of Adam (default: 1e-3).")
    private @Nullable String rate;

    @Option(
            names = "--epochs",
            paramLabel = "N",
            description = "Times through the training part; the best weights on held-out text count (default: 15).")
    private @Nullable String epochs;

    @Option(
            names = "--seed",
            paramLabel = "S",
            description = "Fixes weights, dropout and the order task's sequences (default: 1).")
    private @Nullable String seed;

    /** Refuses what no training run could have. */
    Settings settings() {
        Map<String, String> all = new TreeMap<>(Map.of("hidden", "128", "epochs", "15"));
        put(all, "text", text);
        put(all, "level", level);
        put(all, "min-count", minimumCount);
        put(all, "cell", cell);
        put(all, "hidden", hidden);
        put(all, "embedding", embedding);
        put(all, "dropout", dropout);
        put(all, "bptt", steps);
        put(all, "batch", rows);
        put(all, "rate", rate);
        put(all, "epochs", epochs);
        put(all, "seed", seed);
        return Settings.of(all);
    }

    private static void put(Map<String, String> all, String name, @Nullable String value) {
        if (value != null) {
            all.put(name, value.strip());
        }
    }
}
