package dev.unroll.bench.compare;

import static dev.unroll.bench.report.Drawing.WIDTH;
import static dev.unroll.bench.report.Drawing.decimal;

import dev.unroll.bench.report.Drawing;
import dev.unroll.bench.report.Html;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Curves over places that stand evenly, on a logarithmic scale with round numbers. The curves are stretched to the width there is, the
 * texts around them are not.
 *
 * @param title of the chart
 * @param axis what stands on the horizontal axis
 * @param places the labels of the places
 * @param marked the place that a dashed line marks; negative for none
 * @param curves what is drawn
 */
record CurveChart(String title, String axis, List<String> places, int marked, List<Curve> curves) {
    private static final int HEIGHT = 220;
    /** Free above the highest and below the lowest value. */
    private static final int MARGIN = 12;

    private static final int MOST_LABELS = 9;

    /**
     * One curve.
     *
     * @param name whose it is
     * @param look class of the style sheet
     * @param values one for each place, positive
     */
    record Curve(String name, String look, List<Double> values) {}

    /** Draws it, with {@code id} for its title. */
    void draw(String id, Html html) {
        List<Double> ticks = ticks();
        html.open("figure", "class", "curve-chart").element("figcaption", title);
        html.open("div", "class", "plot");
        html.open("svg", "class", "ticks", "width", "68", "height", Integer.toString(HEIGHT), "aria-hidden", "true");
        for (double tick : ticks) {
            html.element("text", label(tick), "x", "60", "y", decimal(y(ticks, tick) + 5), "text-anchor", "end");
        }
        html.close();
        Drawing.open(HEIGHT, describe(), id, html);
        ticks.forEach(tick -> path("grid", "M0 " + decimal(y(ticks, tick)) + "H" + WIDTH, html));
        if (marked >= 0) {
            path("bound", "M" + decimal(x(marked)) + " 0V" + HEIGHT, html);
        }
        curves.forEach(curve -> draw(curve, ticks, html));
        html.close().close();
        labels(html);
        html.element("p", axis, "class", "axis");
        legend(html);
        html.close();
    }

    private void draw(Curve curve, List<Double> ticks, Html html) {
        List<String> points = IntStream.range(0, curve.values().size())
                .mapToObj(i ->
                        decimal(x(i)) + " " + decimal(y(ticks, curve.values().get(i))))
                .toList();
        html.open("g", "class", "curve " + curve.look());
        path("line", "M" + String.join("L", points), html);
        // A line without length and with round ends is a dot that stays round when the drawing is stretched.
        path("dots", "M" + String.join("h0M", points) + "h0", html);
        html.close();
    }

    private void labels(Html html) {
        int each = (places.size() + MOST_LABELS - 1) / MOST_LABELS;
        html.open("div", "class", "places");
        for (int i = 0; i < places.size(); i++) {
            // The last one always, and those before it at even distances.
            html.element("span", (places.size() - 1 - i) % each == 0 ? places.get(i) : "");
        }
        html.close();
    }

    private void legend(Html html) {
        html.open("ul", "class", "legend");
        for (Curve curve : curves) {
            html.open("li").open("svg", "width", "30", "height", "12", "aria-hidden", "true");
            html.open("g", "class", "curve " + curve.look());
            html.empty("path", "class", "line", "d", "M1 6H29").close().close();
            html.text(curve.name()).close();
        }
        html.close();
    }

    private static void path(String look, String d, Html html) {
        html.empty("path", "class", look, "d", d);
    }

    /** Numbers 1, 2 and 5 times powers of ten, from one below all values to one above; of many decades only the powers. */
    private List<Double> ticks() {
        double least = values().min().orElse(1);
        double most = values().max().orElse(1);
        int[] steps = most / least > 1000 ? new int[] {1} : new int[] {1, 2, 5};
        List<Double> all = new ArrayList<>();
        for (int power = (int) Math.floor(Math.log10(least)); ; power++) {
            for (int step : steps) {
                double tick = step * Math.pow(10, power);
                all.add(tick);
                if (tick >= most && all.size() > 1) {
                    int first = all.size() - 1;
                    while (first > 0 && (all.get(first) > least || first == all.size() - 1)) {
                        first--;
                    }
                    return List.copyOf(all.subList(first, all.size()));
                }
            }
        }
    }

    private java.util.stream.DoubleStream values() {
        return curves.stream()
                .flatMap(curve -> curve.values().stream())
                .mapToDouble(Double::doubleValue)
                .filter(value -> value > 0 && Double.isFinite(value));
    }

    private double x(int place) {
        return WIDTH * (place + 0.5) / places.size();
    }

    private static double y(List<Double> ticks, double value) {
        double from = Math.log(ticks.get(0));
        double to = Math.log(ticks.get(ticks.size() - 1));
        return HEIGHT - MARGIN - (HEIGHT - 2 * MARGIN) * (Math.log(value) - from) / (to - from);
    }

    private String describe() {
        StringBuilder text = new StringBuilder(title + ", over " + axis);
        for (Curve curve : curves) {
            text.append("; ")
                    .append(curve.name())
                    .append(" from ")
                    .append(digits(curve.values().get(0)));
            text.append(" to ").append(digits(curve.values().get(curve.values().size() - 1)));
        }
        return text.append(". The table holds the same numbers.").toString();
    }

    /** Short, since ticks are round: 500, 20k, 1M. */
    private static String label(double tick) {
        if (tick < 1) {
            return String.format(Locale.ROOT, "%.1g", tick);
        }
        return tick < 1e4
                ? String.format(Locale.ROOT, "%,.0f", tick)
                : tick < 1e6
                        ? String.format(Locale.ROOT, "%.0fk", tick / 1e3)
                        : String.format(Locale.ROOT, "%,.0fM", tick / 1e6);
    }

    private static String digits(double value) {
        return String.format(Locale.ROOT, "%,.2f", value);
    }
}
