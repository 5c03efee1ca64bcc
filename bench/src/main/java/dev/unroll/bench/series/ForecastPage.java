package dev.unroll.bench.series;

import dev.unroll.bench.format.Units;
import dev.unroll.bench.report.Html;
import dev.unroll.bench.report.PageHead;
import java.util.List;
import java.util.Map;

/**
 * A forecast as one page with its style in it: what came and what was said of it, the errors, and how good that is.
 *
 * @param source where the series is from
 * @param forecast the values and what was said of them
 * @param beats whether the network is better than saying the last value again, by more than chance would give
 * @param verdict that in sentences, and what explains it
 * @param errors a row for each forecast: its name, its root mean square error, the network's divided by it
 * @param settings of the run, in the order in which they are to stand
 */
public record ForecastPage(
        String source,
        Forecast forecast,
        boolean beats,
        List<String> verdict,
        List<List<String>> errors,
        Map<String, String> settings) {
    /** More would only be a smear. */
    private static final int MOST_SHOWN = 500;

    /** The page. */
    public String html() {
        Html html = new Html();
        PageHead.write("forecast of " + forecast.name(), PageHead.resource(ForecastPage.class, "series.css"), html);
        header(html);
        html.open("main", "class", "inside");
        verdict(html);
        charts(html);
        table(html);
        facts(html);
        html.close().close().close();
        return html.toString();
    }

    private void header(Html html) {
        int n = forecast.truth().length;
        html.open("header").open("div", "class", "inside");
        html.element("p", "Unroll", "class", "brand").element("h1", "Forecast of " + forecast.name());
        html.element(
                "p",
                source + ": the last " + Units.count(n, "value") + ", " + forecast.date(0) + " to "
                        + forecast.date(n - 1) + ", never seen in training",
                "class",
                "when");
        html.open("ul", "class", "tiles");
        for (List<String> row : errors) {
            html.open("li").element("b", row.get(1));
            html.element("span", row.get(0), "class", "what");
            html.element("span", "root mean square error", "class", "detail").close();
        }
        html.close().close().close();
    }

    private void verdict(Html html) {
        html.open("section", "id", "verdict").element("h2", "Is it worth anything?");
        html.element("p", verdict.get(0), "class", beats ? "gain" : "problem");
        verdict.stream().skip(1).forEach(sentence -> html.element("p", sentence));
        html.close();
    }

    private void charts(Html html) {
        Forecast shown = forecast.tail(MOST_SHOWN);
        html.open("section", "id", "charts").element("h2", "Prediction and truth");
        if (shown.truth().length < forecast.truth().length) {
            html.element(
                    "p",
                    "The charts show the last " + MOST_SHOWN + " of the " + Units.count(forecast.truth().length)
                            + " values; the errors are those of all.",
                    "class",
                    "note");
        }
        ValueChart.Line truth = new ValueChart.Line("truth", "is-truth", shown.truth());
        ValueChart.Line last = new ValueChart.Line("last value again", "is-last", shown.last());
        ValueChart.Line network = new ValueChart.Line("this network", "is-network", shown.network());
        legend(List.of(truth, network, last), html);
        String unit = (shown.unit().isEmpty() ? "" : ", " + shown.unit())
                + (shown.time().isEmpty() ? "" : ", by " + shown.time());
        chart(shown, shown.name() + unit, List.of(last, truth, network), "values-title", html);
        chart(
                shown,
                "Error of each prediction: prediction less truth" + unit,
                List.of(
                        new ValueChart.Line(last.name(), last.look(), shown.errors(shown.last())),
                        new ValueChart.Line(network.name(), network.look(), shown.errors(shown.network()))),
                "errors-title",
                html);
        html.close();
    }

    private void chart(Forecast shown, String title, List<ValueChart.Line> lines, String id, Html html) {
        int n = shown.truth().length;
        String about = title + ", " + shown.date(0) + " to " + shown.date(n - 1) + ": "
                + String.join(", ", lines.stream().map(ValueChart.Line::name).toList())
                + ". The table below sums the errors up.";
        new ValueChart(title, about, shown.date(0), shown.date(n / 2), shown.date(n - 1), lines).draw(id, html);
    }

    private static void legend(List<ValueChart.Line> lines, Html html) {
        html.open("ul", "class", "legend");
        for (ValueChart.Line line : lines) {
            html.open("li")
                    .open("svg", "class", "curve " + line.look(), "width", "36", "height", "14", "aria-hidden", "true");
            html.empty("path", "class", "line", "d", "M0 7H36").close();
            html.text(line.name()).close();
        }
        html.close();
    }

    private void table(Html html) {
        html.open("section", "id", "errors").element("h2", "Errors");
        html.open("div", "class", "scroll", "tabindex", "0", "role", "region", "aria-label", "Errors");
        html.open("table").open("thead").open("tr").element("th", "forecast", "scope", "col");
        html.element("th", "root mean square", "scope", "col", "class", "number");
        html.element("th", "network / it", "scope", "col", "class", "number");
        html.close().close().open("tbody");
        for (List<String> row : errors) {
            html.open("tr").element("th", row.get(0), "scope", "row");
            html.element("td", row.get(1), "class", "number").element("td", row.get(2), "class", "number");
            html.close();
        }
        html.close().close().close();
        html.element(
                "p",
                "Each value is forecast from those before it. t is the mean of the differences between the squared errors of the"
                        + " last value and of the network, over its standard error (Diebold and Mariano, 1995).",
                "class",
                "note");
        html.close();
    }

    private void facts(Html html) {
        html.open("section", "id", "settings").element("h2", "The run");
        html.open("dl", "class", "facts");
        settings.forEach((name, value) ->
                html.open("div").element("dt", name).element("dd", value).close());
        html.close().close();
    }
}
