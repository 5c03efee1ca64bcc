package dev.unroll.bench.compare;

import static dev.unroll.bench.compare.CompareFigures.perplexity;
import static dev.unroll.bench.compare.CompareFigures.share;

import dev.unroll.bench.format.Units;
import dev.unroll.bench.report.Html;
import dev.unroll.bench.report.PageHead;
import dev.unroll.bench.report.Tables;
import java.util.List;
import java.util.stream.IntStream;

/** A comparison as one page with its style in it: the tables of the terminal, and what can be drawn of them. */
public final class ComparisonPage {
    private static final String MLP = "is-backend1";
    private static final String RNN = "is-backend0";

    private final TextComparison text;
    private final OrderComparison order;
    private final String title;
    private final Html html = new Html();

    /** A page; {@code title} says what was read. */
    public ComparisonPage(TextComparison text, OrderComparison order, String title) {
        this.text = text;
        this.order = order;
        this.title = title;
        page();
    }

    /** The page. */
    public String html() {
        return html.toString();
    }

    private void page() {
        PageHead.write("RNN beside MLP, " + title, PageHead.resource(ComparisonPage.class, "compare.css"), html);
        header();
        html.open("main", "class", "inside");
        networks();
        contexts();
        growth();
        order();
        html.close().close().close();
    }

    private void header() {
        html.open("header").open("div", "class", "inside");
        html.element("p", "Unroll", "class", "brand").element("h1", "RNN beside MLP");
        html.element("p", title, "class", "when");
        html.open("ul", "class", "tiles");
        for (TextComparison.Learned each : List.of(text.rnn(), text.mlp())) {
            tile(
                    perplexity(each.perplexity()),
                    each.name(),
                    "perplexity, " + Units.count(each.parameters()) + " parameters");
        }
        for (OrderComparison.Result each : order.results().subList(0, 2)) {
            tile(share(each.right()), each.name(), "right where only order matters");
        }
        html.close().close().close();
    }

    private void tile(String number, String what, String detail) {
        html.open("li")
                .element("b", number)
                .element("span", what, "class", "what")
                .element("span", detail, "class", "detail")
                .close();
    }

    private void networks() {
        html.open("section", "id", "networks").element("h2", "The same text, the same budget");
        CompareFigures.verdict(text).forEach(line -> html.element("p", line, "class", "verdict-line"));
        html.open("div", "class", "beside-chart").open("div");
        Tables.open("Perplexity on the last tenth of the text", html);
        Tables.heads(CompareFigures.NETWORK_HEADS, 1, html);
        html.open("tbody");
        row("", List.of("uniform", perplexity(text.baselines().uniform()), "", "", ""));
        row("", List.of("unigram", perplexity(text.baselines().unigram()), "", "", ""));
        row("", List.of("bigram", perplexity(text.baselines().bigram()), "", "", ""));
        double best = Math.min(text.mlp().perplexity(), text.rnn().perplexity());
        for (TextComparison.Learned each : List.of(text.mlp(), text.rnn())) {
            row(each.perplexity() == best ? "better" : "", CompareFigures.cells(each));
        }
        html.close();
        Tables.close(html);
        note("On the last tenth of the text, " + Units.count(text.testTargets(), "target")
                + " that neither network has seen. " + CompareFigures.budget(text));
        html.close();
        List<String> epochs = IntStream.rangeClosed(1, text.plan().epochs())
                .mapToObj(Integer::toString)
                .toList();
        List<CurveChart.Curve> heldOut = curves(text.mlp().heldOut(), text.rnn().heldOut());
        new CurveChart("Held-out perplexity", "epoch", epochs, -1, heldOut).draw("chart-epochs", html);
        html.close().close();
    }

    private void contexts() {
        List<TextComparison.Context> contexts = text.contexts();
        html.open("section", "id", "contexts").element("h2", "How far back each of them reads");
        html.element("p", CompareFigures.beyond(text), "class", "verdict-line");
        html.open("div", "class", "beside-chart").open("div");
        List<String> places = contexts.stream().map(CompareFigures::tokens).toList();
        table(
                "Perplexity by tokens before the target",
                List.of("tokens", text.mlp().name(), text.rnn().name()),
                contexts.stream()
                        .map(each ->
                                List.of(CompareFigures.tokens(each), perplexity(each.mlp()), perplexity(each.rnn())))
                        .toList());
        note("Perplexity when no more than so many tokens before each of "
                + Units.count(text.contextTargets(), "target") + " may be read. " + CompareFigures.cut());
        html.close();
        int window = places.indexOf(Integer.toString(text.plan().window()));
        List<CurveChart.Curve> curves = curves(
                contexts.stream().map(TextComparison.Context::mlp).toList(),
                contexts.stream().map(TextComparison.Context::rnn).toList());
        new CurveChart("Perplexity; dotted: the MLP's window", "tokens before the target", places, window, curves)
                .draw("chart-contexts", html);
        html.close().close();
    }

    private void growth() {
        List<TextComparison.Growth> growth = text.growth();
        html.open("section", "id", "growth").element("h2", "What a longer reach costs");
        html.open("div", "class", "beside-chart").open("div");
        table(
                "Parameters by tokens that matter",
                List.of("tokens", "MLP", "RNN"),
                growth.stream()
                        .map(each -> List.of(
                                Integer.toString(each.window()), Units.count(each.mlp()), Units.count(each.rnn())))
                        .toList());
        note("Parameters that it takes for so many tokens to matter, for an MLP of "
                + Units.count(text.plan().mlp().hidden(), "hidden unit")
                + ": it has weights for each place, the RNN uses one set of weights at every step.");
        html.close();
        List<String> places =
                growth.stream().map(each -> Integer.toString(each.window())).toList();
        CurveChart.Curve mlp = new CurveChart.Curve(
                "MLP", MLP, growth.stream().map(each -> (double) each.mlp()).toList());
        CurveChart.Curve rnn = new CurveChart.Curve(
                "RNN", RNN, growth.stream().map(each -> (double) each.rnn()).toList());
        new CurveChart("Parameters", "tokens that matter", places, -1, List.of(mlp, rnn)).draw("chart-growth", html);
        html.close().close();
    }

    private void order() {
        html.open("section", "id", "order").element("h2", "Where only order matters");
        html.element("p", "Task: " + OrderComparison.TASK, "class", "verdict-line");
        Tables.open("Shares of sequences whose class is told", html);
        Tables.heads(CompareFigures.ORDER_HEADS, 1, html);
        html.open("tbody");
        order.results().forEach(each -> row("", CompareFigures.cells(each)));
        html.close();
        Tables.close(html);
        note(order.explained());
        html.close();
    }

    private List<CurveChart.Curve> curves(List<Double> mlp, List<Double> rnn) {
        return List.of(
                new CurveChart.Curve(text.mlp().name(), MLP, mlp),
                new CurveChart.Curve(text.rnn().name(), RNN, rnn));
    }

    private void table(String name, List<String> heads, List<List<String>> rows) {
        Tables.open(name, html);
        Tables.heads(heads, 1, html);
        html.open("tbody");
        rows.forEach(cells -> row("", cells));
        html.close();
        Tables.close(html);
    }

    private void row(String look, List<String> cells) {
        html.open("tr", "class", look).element("th", cells.get(0), "scope", "row");
        Tables.numbers(cells.subList(1, cells.size()), html);
        html.close();
    }

    private void note(String words) {
        html.element("p", words, "class", "note");
    }
}
