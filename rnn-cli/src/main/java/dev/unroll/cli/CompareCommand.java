package dev.unroll.cli;

import dev.unroll.backend.Backend;
import dev.unroll.bench.compare.ComparePlan;
import dev.unroll.bench.compare.ComparisonPage;
import dev.unroll.bench.compare.ComparisonText;
import dev.unroll.bench.compare.OrderComparison;
import dev.unroll.bench.compare.TextComparison;
import dev.unroll.train.DivergedException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code rnn compare}. */
@Command(
        name = "compare",
        abbreviateSynopsis = true,
        header = "Trains an RNN and an MLP on the last k tokens on one text, and says which is better, and why.",
        footer = {
            "  rnn compare                                       words of Macbeth, k = 4, in under three minutes",
            "  rnn compare --window 8 --html reports/compare.html",
            "  rnn compare --level char --window 10 --cell gru --seed 2 --json",
            "",
            "Both have about as many parameters and learn from the same targets in the same order. Then a task",
            "of which nothing but the order of two symbols tells the answer: 30 symbols, whatever the text.",
            "The same seed gives the same figures, the seconds aside."
        })
final class CompareCommand extends WorkCommand {
    private static final int LONGEST_WINDOW = 256;

    @Option(
            names = "--window",
            paramLabel = "K",
            defaultValue = "4",
            description = "Tokens that the MLP reads before each target (default: ${DEFAULT-VALUE}).")
    private String window = "";

    @Mixin
    private final CompareOptions options = new CompareOptions();

    @Option(names = "--html", paramLabel = "FILE", description = "Also writes a page with tables and charts.")
    private @Nullable Path html;

    @Option(names = "--json", description = "One JSON object on standard output; progress stays on standard error.")
    private boolean json;

    @Option(names = "--backend", paramLabel = "NAME", description = "Where to compute; see rnn backends.")
    private @Nullable String backend;

    @Override
    protected int work() throws IOException {
        Settings settings = options.settings();
        int length = window();
        PageFile page = html == null ? null : PageFile.prepared(html);
        TextTask task = TextTask.of(settings);
        ComparePlan plan = new ComparePlan(
                task.corpus(),
                task.spec(),
                length,
                settings.rows(),
                settings.steps(),
                settings.rate(),
                settings.epochs(),
                settings.seed());
        try (Backend opened = open(backend)) {
            introduce(plan, settings);
            TextComparison text;
            OrderComparison order;
            try (CompareProgress progress = new CompareProgress(err())) {
                text = TextComparison.run(plan, opened, progress);
                order = OrderComparison.run(opened, settings.seed(), progress);
            } catch (DivergedException diverged) {
                throw new FailedRunException(diverged.getMessage() + ". Lower --rate, which both networks share");
            }
            err().flush();
            if (json) {
                out().println(Json.of(CompareJson.of(text, order, settings, opened.name())));
            } else {
                out().println();
                out().print(ComparisonText.of(text, order));
            }
            out().flush();
            if (page != null) {
                page.write(new ComparisonPage(text, order, title(plan, settings)).html());
                err().println("page: " + page.path());
            }
        }
        return 0;
    }

    private int window() {
        try {
            int length = Integer.parseInt(window.strip());
            if (length >= 1 && length <= LONGEST_WINDOW) {
                return length;
            }
        } catch (NumberFormatException notANumber) {
            // Falls through to the message below, which says what a number would have to be.
        }
        throw new UsageException("--window: " + window + "; expected a whole number from 1 to " + LONGEST_WINDOW
                + ", the tokens the MLP reads");
    }

    private void introduce(ComparePlan plan, Settings settings) {
        err().println(title(plan, settings));
        err().println(String.format(
                Locale.ROOT,
                "RNN: %s %s, %,d parameters; MLP: %d tokens, %d hidden units, %,d parameters",
                settings.cell().name().toLowerCase(Locale.ROOT),
                settings.hidden().stream().map(String::valueOf).collect(Collectors.joining(",")),
                plan.recurrentParameters(),
                plan.window(),
                plan.mlp().hidden(),
                plan.mlp().parameterCount()));
        err().flush();
    }

    private static String title(ComparePlan plan, Settings settings) {
        return String.format(
                Locale.ROOT,
                "%,d tokens of %s, vocabulary %,d; seed %d",
                plan.corpus().tokenCount(),
                settings.text(),
                plan.corpus().vocabulary().size(),
                plan.seed());
    }
}
