package dev.unroll.cli;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of {@code rnn train} that fix a run, kept as text; {@link Settings} gives them their meaning and their defaults. */
final class TrainOptions {
    @Option(
            names = "--text",
            paramLabel = "FILE",
            description =
                    "Learns to continue a text: a file (UTF-8), sample:macbeth or sample:dickens (default: sample:macbeth).")
    private @Nullable String text;

    @Option(
            names = "--series",
            paramLabel = "FILE.csv",
            description =
                    "Learns the next value of a series instead: a file (CSV), sample:stocks (daily closes of DAX, SMI, CAC"
                            + " and FTSE, 1991 to 1998) or sample:sunspots (monthly, 1749 to 1983).")
    private @Nullable String series;

    @Option(
            names = "--column",
            paramLabel = "NAME",
            description = "Its column, by the name in the first line (samples: DAX; sunspots).")
    private @Nullable String column;

    @Option(
            names = "--difference",
            description = "Learns the change from one value to the next, not the value: for series that wander off, as"
                    + " prices do.")
    private boolean difference;

    @Option(names = "--level", paramLabel = "word|char", description = "What a token is (default: word).")
    private @Nullable String level;

    @Option(
            names = "--min-count",
            paramLabel = "N",
            description = "Tokens rarer than this in the training part are read as [UNK] (default: 2).")
    private @Nullable String minimumCount;

    @Option(names = "--cell", paramLabel = "NAME", description = "tanh, relu, lstm or gru (default: tanh).")
    private @Nullable String cell;

    @Option(
            names = "--hidden",
            paramLabel = "H,…",
            description = "Sizes of the recurrent layers (default: 128,128; series: 32).")
    private @Nullable String hidden;

    @Option(names = "--embedding", paramLabel = "E", description = "Width of the token embedding (default: 64).")
    private @Nullable String embedding;

    @Option(
            names = "--dropout",
            paramLabel = "P",
            description = "Share dropped between layers and before the head (default: 0.3; series: 0).")
    private @Nullable String dropout;

    @Option(
            names = "--bptt",
            paramLabel = "T",
            description = "Time steps that the gradient goes back (default: 35; series: 20).")
    private @Nullable String steps;

    @Option(names = "--batch", paramLabel = "N", description = "Rows side by side (default: 20; series: 32).")
    private @Nullable String rows;

    @Option(
            names = "--rate",
            paramLabel = "X",
            description = "Learning rate of Adam (default: 1e-3; 2e-3 and more fail for some seeds).")
    private @Nullable String rate;

    @Option(
            names = "--epochs",
            paramLabel = "N",
            description = "Times through the training part at most; ends sooner when held-out data get no better"
                    + " (default: 40; char 20; series 100).")
    private @Nullable String epochs;

    @Option(names = "--seed", paramLabel = "S", description = "Fixes weights, dropout and order (default: 1).")
    private @Nullable String seed;

    @Option(
            names = "--freeze-recurrent",
            description = "Holds the recurrent weights at zero: what a network without memory reaches.")
    private boolean frozen;

    /** What was given, by name without dashes. */
    Map<String, String> given() {
        Map<String, String> given = new TreeMap<>();
        put(given, "text", text);
        put(given, "series", series);
        put(given, "column", column);
        put(given, "difference", difference ? "true" : null);
        put(given, "level", level);
        put(given, "min-count", minimumCount);
        put(given, "cell", cell);
        put(given, "hidden", hidden);
        put(given, "embedding", embedding);
        put(given, "dropout", dropout);
        put(given, "bptt", steps);
        put(given, "batch", rows);
        put(given, "rate", rate);
        put(given, "epochs", epochs);
        put(given, "seed", seed);
        put(given, "freeze-recurrent", frozen ? "true" : null);
        return given;
    }

    private static void put(Map<String, String> given, String name, @Nullable String value) {
        if (value != null) {
            given.put(name, value.strip());
        }
    }
}
