package dev.unroll.bench.compare;

import static dev.unroll.bench.compare.CompareFigures.perplexity;

import dev.unroll.bench.format.TextTable;
import dev.unroll.bench.format.Units;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A comparison as tables for a terminal. */
public final class ComparisonText {
    private static final int WIDTH = 98;

    private ComparisonText() {}

    /** Both halves. */
    public static String of(TextComparison text, OrderComparison order) {
        return Stream.of(networks(text), contexts(text), growth(text), order(order))
                .collect(Collectors.joining(System.lineSeparator()));
    }

    private static String networks(TextComparison text) {
        TextTable table = new TextTable(CompareFigures.NETWORK_HEADS.toArray(String[]::new));
        table.row("uniform", perplexity(text.baselines().uniform()), "", "", "");
        table.row("unigram", perplexity(text.baselines().unigram()), "", "", "");
        table.row("bigram", perplexity(text.baselines().bigram()), "", "", "");
        for (TextComparison.Learned each : List.of(text.mlp(), text.rnn())) {
            table.row(CompareFigures.cells(each).toArray(String[]::new));
        }
        return lines("Perplexity on the last tenth of the text, which neither network has seen ("
                        + Units.count(text.testTargets(), "target") + "):")
                + table.indent(2)
                + lines(String.join(" ", CompareFigures.verdict(text)))
                + lines(CompareFigures.budget(text));
    }

    private static String contexts(TextComparison text) {
        TextTable table = new TextTable("tokens", text.mlp().name(), text.rnn().name());
        for (TextComparison.Context each : text.contexts()) {
            table.row(CompareFigures.tokens(each), perplexity(each.mlp()), perplexity(each.rnn()));
        }
        return lines("Perplexity when no more than so many tokens before each target may be read ("
                        + Units.count(text.contextTargets(), "target") + "):")
                + table.indent(2)
                + lines(CompareFigures.beyond(text) + " " + CompareFigures.cut());
    }

    private static String growth(TextComparison text) {
        TextTable table = new TextTable("tokens", "MLP", "RNN");
        for (TextComparison.Growth each : text.growth()) {
            table.row(Integer.toString(each.window()), Units.count(each.mlp()), Units.count(each.rnn()));
        }
        return lines("Parameters that it takes for so many tokens to matter (an MLP of "
                        + Units.count(text.plan().mlp().hidden(), "hidden unit") + "):")
                + table.indent(2);
    }

    private static String order(OrderComparison order) {
        TextTable table = new TextTable(CompareFigures.ORDER_HEADS.toArray(String[]::new));
        order.results().forEach(each -> table.row(CompareFigures.cells(each).toArray(String[]::new)));
        return lines("Where only order matters: " + OrderComparison.TASK) + table.indent(2) + lines(order.explained());
    }

    /** A paragraph broken at spaces. */
    private static String lines(String paragraph) {
        StringBuilder text = new StringBuilder();
        int column = 0;
        for (String word : paragraph.split(" ", -1)) {
            if (column > 0 && column + 1 + word.length() > WIDTH) {
                text.append(System.lineSeparator());
                column = 0;
            } else if (column > 0) {
                text.append(' ');
                column++;
            }
            text.append(word);
            column += word.length();
        }
        return text.append(System.lineSeparator()).toString();
    }
}
