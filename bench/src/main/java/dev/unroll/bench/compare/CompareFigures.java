package dev.unroll.bench.compare;

import dev.unroll.bench.format.Units;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The words and numbers of a comparison, the same for the terminal and the page. */
final class CompareFigures {
    static final List<String> NETWORK_HEADS = List.of("model", "perplexity", "parameters", "best epoch", "seconds");
    static final List<String> ORDER_HEADS =
            List.of("network", "reads", "parameters", "right of 4", "at best", "XY from YX", "at best");

    private CompareFigures() {}

    /** Under {@link #NETWORK_HEADS}. */
    static List<String> cells(TextComparison.Learned network) {
        return List.of(
                network.name(),
                perplexity(network.perplexity()),
                Units.count(network.parameters()),
                Integer.toString(network.bestEpoch()),
                String.format(Locale.ROOT, "%.1f", network.seconds()));
    }

    /** Under {@link #ORDER_HEADS}. */
    static List<String> cells(OrderComparison.Result result) {
        return List.of(
                result.name(),
                Integer.toString(result.window()),
                Units.count(result.parameters()),
                share(result.right()),
                share(result.best()),
                share(result.pairRight()),
                share(result.pairBest()));
    }

    static String perplexity(double value) {
        return String.format(Locale.ROOT, "%,.2f", value);
    }

    static String share(double value) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * value);
    }

    /** How many tokens before a target may be read. */
    static String tokens(TextComparison.Context context) {
        return context.tokens() == 0 ? "all" : Integer.toString(context.tokens());
    }

    /** Who is better on the text, and what neither may hide. */
    static List<String> verdict(TextComparison text) {
        double rnn = text.rnn().perplexity();
        double mlp = text.mlp().perplexity();
        List<String> lines = new ArrayList<>();
        if (rnn < mlp) {
            lines.add("The RNN is better: its perplexity is " + share(1 - rnn / mlp) + " below the MLP's.");
        } else {
            lines.add("The RNN does not beat the MLP on this text: its perplexity is " + share(rnn / mlp - 1)
                    + " above the MLP's.");
        }
        for (TextComparison.Learned each : List.of(text.mlp(), text.rnn())) {
            if (!(each.perplexity() < text.baselines().bigram())) {
                lines.add(each.name() + " is no better than counting pairs: give it more --epochs or more text.");
            }
        }
        List<String> unfinished = Stream.of(text.mlp(), text.rnn())
                .filter(each -> each.bestEpoch() == text.plan().epochs())
                .map(TextComparison.Learned::name)
                .toList();
        if (!unfinished.isEmpty()) {
            lines.add("Still getting better in the last epoch: " + String.join("; ", unfinished) + ".");
        }
        return lines;
    }

    /** What the recurrent network gets from beyond the window. */
    static String beyond(TextComparison text) {
        int window = text.plan().window();
        TextComparison.Context all = text.contexts().get(text.contexts().size() - 1);
        double cut = text.contexts().stream()
                .filter(each -> each.tokens() == window)
                .findFirst()
                .orElseThrow()
                .rnn();
        return "Beyond " + window + (window == 1 ? " token" : " tokens") + " the MLP reads nothing; the RNN goes from "
                + perplexity(cut) + " to " + perplexity(all.rnn()) + " when it may read all.";
    }

    /** How a context is cut, and what to doubt about it. */
    static String cut() {
        return "Where the context is cut, the MLP reads [PAD] and the RNN begins with a state of zero. In training both met"
                + " that at the begin of a stream only, so the shortest contexts are unfamiliar to them.";
    }

    /** What was the same for both. */
    static String budget(TextComparison text) {
        ComparePlan plan = text.plan();
        return String.format(
                Locale.ROOT,
                "Each learned from the same %,d targets in the same order, %d epochs with %,d targets a step, by Adam at %s; the"
                        + " weights are those of its best epoch on held-out text.",
                text.rnn().targets(),
                plan.epochs(),
                plan.rows() * plan.steps(),
                plan.rate());
    }
}
