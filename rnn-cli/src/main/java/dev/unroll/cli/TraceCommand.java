package dev.unroll.cli;

import dev.unroll.backend.Backend;
import dev.unroll.bench.trace.LedgerPage;
import dev.unroll.bench.trace.TraceLabels;
import dev.unroll.ledger.GradientLedger;
import dev.unroll.ledger.Ledger;
import dev.unroll.ledger.Reconciliation;
import dev.unroll.nn.Network;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code rnn trace}. */
@Command(
        name = "trace",
        header = "Shows backpropagation through time with the real numbers in it, and checks that they add up.",
        footer = {
            "  rnn trace                                             the model that rnn train made, unrolled over a line",
            "  rnn trace --prompt \"is this a dagger\" --step 2        BackwardPass(2), symbols beside numbers",
            "  rnn trace --html trace.html                           a page to click through, with heat maps",
            "  rnn trace --cell tanh --steps 100 --loss-at last      a new network: watch its gradient vanish",
            "  rnn trace --cell relu --init identity --steps 100 --loss-at last          and this one's not",
            "  rnn trace --cell lstm --values 0.1,0.5,0.2,0.9        a short series of your own",
            "",
            "Every number is computed in double precision without a backend. Then two things are checked: each step's",
            "shares add up to the gradient of every weight, and that gradient is the one that the backend computes."
        })
final class TraceCommand extends WorkCommand {
    private static final List<String> SERIES_ONLY =
            List.of("--hidden", "--init", "--forget-bias", "--seed", "--steps", "--loss-at", "--values", "--train");

    @Option(
            names = "--model",
            paramLabel = "FILE",
            defaultValue = "models/macbeth-word-tanh.safetensors",
            order = 1,
            description = "A text model that rnn train wrote (default: ${DEFAULT-VALUE}).")
    private String model = "";

    @Option(
            names = "--prompt",
            paramLabel = "TEXT",
            defaultValue = "when shall we three meet",
            order = 2,
            description = "What the model reads, and should say (default: ${DEFAULT-VALUE}).")
    private String prompt = "";

    @Option(
            names = "--step",
            paramLabel = "T",
            order = 3,
            description = "Only BackwardPass(T), line by line; steps count from 0.")
    private @Nullable Integer step;

    @Option(names = "--html", paramLabel = "FILE", order = 4, description = "Also writes a page to click through.")
    private @Nullable Path html;

    @Option(names = "--ascii", order = 5, description = "Nothing but ASCII in the picture.")
    private boolean ascii;

    @Option(
            names = "--all",
            order = 6,
            description = "The whole picture of a long sequence, not its begin and its end.")
    private boolean all;

    @Option(names = "--json", order = 7, description = "One JSON object on standard output.")
    private boolean json;

    @Option(
            names = "--backend",
            paramLabel = "NAME",
            order = 8,
            description = "Whose gradient is checked; see rnn backends.")
    private @Nullable String backend;

    @ArgGroup(exclusive = false, heading = "%nA new network on a series, instead of a model:%n", order = 20)
    private Series series = new Series();

    /** Options of a new network. */
    static final class Series {
        @Option(names = "--cell", paramLabel = "NAME", description = "tanh, relu, lstm or gru; asks for a new network.")
        private @Nullable String cell;

        @Option(names = "--hidden", paramLabel = "H,…", description = "Sizes of the recurrent layers (default: 16,16).")
        private @Nullable String hidden;

        @Option(
                names = "--init",
                paramLabel = "NAME",
                description = "uniform, glorot, orthogonal or identity (default: uniform).")
        private @Nullable String init;

        @Option(
                names = "--forget-bias",
                paramLabel = "X",
                description = "Added to the forget gates' bias of an LSTM (default: 0).")
        private @Nullable String forgetBias;

        @Option(names = "--seed", paramLabel = "S", description = "Of weights and series (default: 1).")
        private @Nullable Long seed;

        @Option(names = "--steps", paramLabel = "T", description = "Time steps of a series of noise (default: 6).")
        private @Nullable Integer steps;

        @Option(names = "--values", paramLabel = "X,…", description = "The series itself, instead of noise.")
        private @Nullable String values;

        @Option(
                names = "--loss-at",
                paramLabel = "all|last",
                description =
                        "all: the next value at every step; last: the first value at the last step (default: all).")
        private @Nullable String lossAt;

        @Option(
                names = "--train",
                paramLabel = "N",
                description = "Steps of SGD before, rate 0.001, gradients clipped to norm 1 (default: 0).")
        private @Nullable Integer train;

        Map<String, String> asMap() {
            Map<String, String> map = new HashMap<>(Map.of(
                    "hidden",
                    "16,16",
                    "init",
                    "uniform",
                    "forget-bias",
                    "0",
                    "seed",
                    "1",
                    "loss-at",
                    "all",
                    "train",
                    "0"));
            map.put("steps", "6");
            put(map, "cell", cell);
            put(map, "hidden", hidden);
            put(map, "init", init);
            put(map, "forget-bias", forgetBias);
            put(map, "seed", seed);
            put(map, "steps", steps);
            put(map, "values", values);
            put(map, "loss-at", lossAt);
            put(map, "train", train);
            return map;
        }

        private static void put(Map<String, String> map, String name, @Nullable Object value) {
            if (value != null) {
                map.put(name, value.toString());
            }
        }
    }

    @Override
    protected int work() {
        check();
        PageFile page = html == null ? null : PageFile.prepared(html);
        if (series.cell != null) {
            SeriesTrace trace = SeriesTrace.of(series.asMap());
            LedgerLimit.check(trace.spec(), trace.steps(), given("--values") ? "--values" : "--steps");
            checkStep(trace.steps());
            try (Backend opened = open(backend)) {
                trace(trace.open(opened), opened, page);
            }
            return 0;
        }
        PromptTrace trace = PromptTrace.of(model, prompt);
        LedgerLimit.check(trace.text().file().spec(), trace.ids().length, "--prompt");
        checkStep(trace.ids().length);
        if (trace.unknown() > 0) {
            err().println("the model does not know " + trace.unknown() + " of the prompt's " + trace.ids().length
                    + " tokens and reads [UNK] there");
        }
        try (Backend opened = open(backend)) {
            trace(trace.open(opened, model), opened, page);
        }
        return 0;
    }

    private void check() {
        if (series.cell != null) {
            for (String option : List.of("--model", "--prompt")) {
                if (given(option)) {
                    throw new UsageException(option + ": not together with --cell, which asks for a new network");
                }
            }
        }
        for (String option : SERIES_ONLY) {
            if (series.cell == null && given(option)) {
                throw new UsageException(option + ": only with --cell, which asks for a new network");
            }
        }
        if (given("--values") && given("--steps")) {
            throw new UsageException("--steps: not together with --values, which has its own number of steps");
        }
        if (series.steps != null && series.steps < 1) {
            throw new UsageException("--steps: " + series.steps + "; expected at least 1");
        }
        if (series.train != null && series.train < 0) {
            throw new UsageException("--train: " + series.train + "; expected 0 or more");
        }
    }

    private void checkStep(int steps) {
        if (step != null && (step < 0 || step >= steps)) {
            throw new UsageException(
                    "--step: " + step + "; expected 0 to " + (steps - 1) + ", the steps of this sequence");
        }
    }

    private void trace(Traced traced, Backend opened, @Nullable PageFile page) {
        TraceLabels labels = traced.labels();
        Ledger ledger;
        try (Network network = traced.network()) {
            ledger = GradientLedger.write(network, traced.batch());
        }
        Reconciliation reconciliation = Reconciliation.of(ledger, opened);
        if (json) {
            out().println(Json.of(TraceJson.of(ledger, labels, reconciliation)));
        } else {
            int width = TerminalWidth.orElse(TraceText.WIDTH);
            TraceText text = new TraceText(ledger, labels, reconciliation, width);
            String shown = step != null ? text.step(step) : text.picture(all);
            out().print(ascii ? TraceText.plain(shown) : shown);
        }
        if (page != null) {
            page.write(new LedgerPage(ledger, labels, reconciliation).html());
            err().println("page: " + page.path());
        }
        reconciliation.require();
    }
}
