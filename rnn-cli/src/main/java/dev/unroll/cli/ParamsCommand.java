package dev.unroll.cli;

import dev.unroll.bench.format.TextTable;
import dev.unroll.nn.NetworkSpec;
import dev.unroll.nn.ParameterCount;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code rnn params}. */
@Command(
        name = "params",
        header = "Counts a network's parameters: once, as they are learned, and once a time step.",
        footer = {
            "  rnn params --model models/macbeth-word-tanh.safetensors",
            "  rnn params --cell lstm --vocabulary 10000 --embedding 200 --hidden 200,200 --bptt 35",
            "",
            "The cells of one layer share their weights over time, so a longer sequence has no more of them."
        })
final class ParamsCommand extends WorkCommand {
    @Option(
            names = "--model",
            paramLabel = "FILE",
            description = "Counts this model's; without it, a network by options.")
    private @Nullable String model;

    @Option(
            names = "--cell",
            paramLabel = "NAME",
            defaultValue = "tanh",
            description = "tanh, relu, lstm or gru (default: ${DEFAULT-VALUE}).")
    private String cell = "";

    @Option(
            names = "--hidden",
            paramLabel = "H,…",
            defaultValue = "128,128",
            description = "Sizes of the recurrent layers (default: ${DEFAULT-VALUE}).")
    private String hidden = "";

    @Option(
            names = "--vocabulary",
            paramLabel = "V",
            defaultValue = "1166",
            description = "Number of tokens, the outputs as well (default: ${DEFAULT-VALUE}, as in sample:macbeth).")
    private int vocabulary;

    @Option(
            names = "--embedding",
            paramLabel = "E",
            defaultValue = "64",
            description = "Width of the embedding (default: ${DEFAULT-VALUE}).")
    private String embedding = "";

    @Option(
            names = "--bptt",
            paramLabel = "T",
            defaultValue = "35",
            description = "Time steps of the unrolled network (default: ${DEFAULT-VALUE}).")
    private int steps;

    @Option(names = "--json", description = "One JSON object on standard output.")
    private boolean json;

    @Override
    protected int work() {
        ParameterCount count = ParameterCount.of(spec(), checked("--bptt", steps));
        if (json) {
            out().println(Json.of(asMap(count)));
            return 0;
        }
        TextTable table = new TextTable("parameter", "shape", "learned", "unrolled");
        for (ParameterCount.Part part : count.parts()) {
            table.row(
                    part.name(),
                    part.rows() + " x " + part.columns(),
                    grouped(part.shared()),
                    grouped(part.unrolled()));
        }
        table.row("together", "", grouped(count.shared()), grouped(count.unrolled()));
        out().print(table);
        out().println();
        out().println("learned: every weight once, since all time steps share it; unrolled: what counting each of the "
                + count.steps() + " steps' copies would give");
        return 0;
    }

    private NetworkSpec spec() {
        if (model != null) {
            for (String option : List.of("--cell", "--hidden", "--vocabulary", "--embedding")) {
                if (given(option)) {
                    throw new UsageException(option + ": not together with --model, which says it");
                }
            }
            return ModelFile.read(Path.of(model)).spec();
        }
        return Settings.of(Map.of("cell", cell, "hidden", hidden, "embedding", embedding, "dropout", "0"))
                .textNetwork(checked("--vocabulary", vocabulary));
    }

    private static int checked(String option, int value) {
        if (value < 1) {
            throw new UsageException(option + ": " + value + "; expected at least 1");
        }
        return value;
    }

    private static String grouped(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private static Map<String, Object> asMap(ParameterCount count) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("learned", count.shared());
        map.put("unrolled", count.unrolled());
        map.put("steps", count.steps());
        List<Map<String, Object>> parts = new ArrayList<>();
        for (ParameterCount.Part part : count.parts()) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("name", part.name());
            entry.put("rows", part.rows());
            entry.put("columns", part.columns());
            entry.put("learned", part.shared());
            entry.put("unrolled", part.unrolled());
            parts.add(entry);
        }
        map.put("parts", parts);
        return map;
    }
}
