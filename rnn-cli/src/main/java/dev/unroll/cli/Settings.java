package dev.unroll.cli;

import dev.unroll.backend.CellType;
import dev.unroll.nn.Loss;
import dev.unroll.nn.NetworkSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Everything that fixes a training run, by the names of the options and as text, so that a checkpoint can hold it and a resumed run can be
 * held against it. What is not given has a default, which depends on what is trained.
 */
final class Settings {
    /** May differ when a run goes on: they say how far, not what. */
    private static final List<String> FREE_ON_RESUME = List.of("epochs");

    private final Map<String, String> values;

    private Settings(Map<String, String> values) {
        this.values = values;
        check();
    }

    /** The settings of a new run. */
    static Settings of(Map<String, String> given) {
        Map<String, String> all = new TreeMap<>(defaults(given));
        all.putAll(given);
        return new Settings(all);
    }

    /** The settings of a run that goes on: what is given again must be what was saved. */
    static Settings resumed(Map<String, String> saved, Map<String, String> given) {
        Map<String, String> all = new TreeMap<>(saved);
        for (Map.Entry<String, String> option : given.entrySet()) {
            String before = saved.get(option.getKey());
            if (!FREE_ON_RESUME.contains(option.getKey()) && !option.getValue().equals(before)) {
                throw new UsageException("--" + option.getKey() + ": " + option.getValue() + "; the saved run has "
                        + (before == null ? "none" : before)
                        + ". With --resume leave it out, or train anew without --resume");
            }
            all.put(option.getKey(), option.getValue());
        }
        return new Settings(all);
    }

    private static Map<String, String> defaults(Map<String, String> given) {
        Map<String, String> values = new TreeMap<>();
        if (given.containsKey("series")) {
            values.putAll(Map.of("hidden", "32", "dropout", "0", "bptt", "20", "batch", "32", "epochs", "100"));
            SeriesSample sample = SeriesSample.of(String.valueOf(given.get("series")));
            if (sample != null) {
                values.put("column", sample.column());
            }
        } else {
            String level = given.getOrDefault("level", "word");
            values.put("text", "sample:macbeth");
            values.put("level", level);
            values.put("min-count", "2");
            values.put("embedding", "64");
            values.putAll(Map.of("hidden", "128,128", "dropout", "0.3", "bptt", "35", "batch", "20"));
            values.put("epochs", level.equals("char") ? "20" : "40");
        }
        values.putAll(Map.of("cell", "tanh", "rate", "0.001", "seed", "1"));
        return values;
    }

    /** The options as text. */
    Map<String, String> asMap() {
        return values;
    }

    boolean isSeries() {
        return values.containsKey("series");
    }

    /** {@code sample:NAME} or a file. */
    String text() {
        return value("text");
    }

    /** {@code sample:NAME} or a file. */
    String series() {
        return value("series");
    }

    /** Whether the changes of the series are learned, not its values. */
    boolean difference() {
        return values.containsKey("difference");
    }

    String column() {
        return value("column");
    }

    String level() {
        return value("level");
    }

    int minimumCount() {
        return whole("min-count", 1, Integer.MAX_VALUE);
    }

    int steps() {
        return whole("bptt", 1, 100_000);
    }

    int rows() {
        return whole("batch", 1, 100_000);
    }

    int epochs() {
        return whole("epochs", 1, 1_000_000);
    }

    double rate() {
        double rate = decimal("rate");
        if (!(rate > 0 && Double.isFinite(rate))) {
            throw bad("rate", "a positive number");
        }
        return rate;
    }

    long seed() {
        try {
            return Long.parseLong(value("seed"));
        } catch (NumberFormatException notANumber) {
            throw bad("seed", "a whole number");
        }
    }

    /** Whether the recurrent weights stay zero: what a network without memory reaches. */
    boolean frozenRecurrence() {
        return values.containsKey("freeze-recurrent");
    }

    CellType cell() {
        try {
            return CellType.valueOf(value("cell").toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException unknown) {
            throw bad("cell", "tanh, relu, lstm or gru");
        }
    }

    List<Integer> hidden() {
        List<Integer> sizes = new ArrayList<>();
        for (String size : value("hidden").split(",", -1)) {
            try {
                sizes.add(Integer.parseInt(size.strip()));
            } catch (NumberFormatException notANumber) {
                throw bad("hidden", "sizes of layers with commas between them, as in 128,128");
            }
        }
        if (sizes.stream().anyMatch(size -> size < 1 || size > 100_000)) {
            throw bad("hidden", "sizes from 1 to 100000");
        }
        return sizes;
    }

    double dropout() {
        double dropout = decimal("dropout");
        if (!(dropout >= 0 && dropout < 1)) {
            throw bad("dropout", "at least 0 and below 1");
        }
        return dropout;
    }

    /** The network over this many tokens. */
    NetworkSpec textNetwork(int vocabulary) {
        NetworkSpec.Builder builder = NetworkSpec.builder().tokens(vocabulary, whole("embedding", 1, 100_000));
        hidden().forEach(size -> builder.layer(cell(), size));
        return builder.outputs(vocabulary).dropout(dropout()).build();
    }

    /** The network over one column of numbers. */
    NetworkSpec seriesNetwork() {
        NetworkSpec.Builder builder = NetworkSpec.builder().dense(1);
        hidden().forEach(size -> builder.layer(cell(), size));
        return builder.outputs(1)
                .loss(Loss.MEAN_SQUARED_ERROR)
                .dropout(dropout())
                .build();
    }

    private void check() {
        if (isSeries() && values.containsKey("text")) {
            throw new UsageException("--text and --series: give one of them");
        }
        if (isSeries() != values.containsKey("column")) {
            throw new UsageException(isSeries() ? "--series: needs --column NAME" : "--column: only with --series");
        }
        if (!isSeries()) {
            if (difference()) {
                throw new UsageException("--difference: only with --series");
            }
            if (!level().equals("word") && !level().equals("char")) {
                throw bad("level", "word or char");
            }
            minimumCount();
            whole("embedding", 1, 100_000);
        }
        cell();
        hidden();
        dropout();
        steps();
        rows();
        rate();
        epochs();
        seed();
    }

    private String value(String option) {
        @Nullable String value = values.get(option);
        if (value == null) {
            throw new UsageException("--" + option + ": missing");
        }
        return value;
    }

    private int whole(String option, int least, int most) {
        try {
            int number = Integer.parseInt(value(option));
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            // Falls through to the message below, which says what a number would have to be.
        }
        throw bad(option, "a whole number from " + least + " to " + most);
    }

    private double decimal(String option) {
        try {
            return Double.parseDouble(value(option));
        } catch (NumberFormatException notANumber) {
            throw bad(option, "a number");
        }
    }

    private UsageException bad(String option, String expected) {
        return new UsageException("--" + option + ": " + value(option) + "; expected " + expected);
    }
}
