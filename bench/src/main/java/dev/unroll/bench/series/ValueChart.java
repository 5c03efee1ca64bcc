package dev.unroll.bench.series;

import static dev.unroll.bench.report.Drawing.WIDTH;
import static dev.unroll.bench.report.Drawing.decimal;

import dev.unroll.bench.report.Drawing;
import dev.unroll.bench.report.Html;
import java.util.List;

/**
 * Values over time, some curves in one frame. The curves are stretched to the width there is, the texts around them are not.
 *
 * @param title of this one chart
 * @param about what a reader who does not see it should know
 * @param begin when the first value was
 * @param middle when the middle one was
 * @param end when the last one was
 * @param lines the curves, the last one on top
 */
record ValueChart(String title, String about, String begin, String middle, String end, List<Line> lines) {
    /**
     * One curve.
     *
     * @param name what it shows
     * @param look class of the style sheet
     * @param values its values; what is not finite leaves a gap
     */
    record Line(String name, String look, double[] values) {}

    private static final int HEIGHT = 280;
    /** Free above and below, for the labels and the width of the lines. */
    private static final int MARGIN = 10;

    private static final int GAP = 8;

    /** Draws it, with {@code id} for its title. */
    void draw(String id, Html html) {
        ValueAxis axis = ValueAxis.of(lines.stream().map(Line::values).toList());
        html.open("figure", "class", "curve-chart").element("figcaption", title);
        html.open("div", "class", "plot");
        ticks(axis, html);
        Drawing.open(HEIGHT, about, id, html);
        for (double tick : axis.ticks()) {
            html.empty("path", "class", "grid", "d", "M0 " + decimal(y(axis, tick)) + "H" + WIDTH);
        }
        html.empty("path", "class", "grid", "d", "M" + WIDTH / 2 + " " + MARGIN + "V" + (HEIGHT - MARGIN));
        for (Line line : lines) {
            html.open("g", "class", "curve " + line.look());
            html.empty("path", "class", "line", "d", path(axis, line.values())).close();
        }
        html.close().close();
        html.open("div", "class", "range", "style", "padding-left: " + ticksWidth(axis) + "px")
                .element("span", begin)
                .element("span", middle)
                .element("span", end)
                .close();
        html.close();
    }

    /** Room for the longest label and a gap; a digit of 14 pixels takes up to 9 in width. */
    private static int ticksWidth(ValueAxis axis) {
        int longest = axis.ticks().stream()
                .mapToInt(tick -> axis.label(tick).length())
                .max()
                .orElse(0);
        return GAP + 9 * longest;
    }

    private static void ticks(ValueAxis axis, Html html) {
        int width = ticksWidth(axis);
        html.open(
                "svg",
                "class",
                "ticks",
                "width",
                Integer.toString(width),
                "height",
                Integer.toString(HEIGHT),
                "aria-hidden",
                "true");
        String right = Integer.toString(width - GAP);
        for (double tick : axis.ticks()) {
            html.element("text", axis.label(tick), "x", right, "y", decimal(y(axis, tick) + 5), "text-anchor", "end");
        }
        html.close();
    }

    private static String path(ValueAxis axis, double[] values) {
        StringBuilder path = new StringBuilder();
        boolean pen = false;
        for (int i = 0; i < values.length; i++) {
            if (!Double.isFinite(values[i])) {
                pen = false;
                continue;
            }
            double x = values.length == 1 ? WIDTH / 2.0 : (double) WIDTH * i / (values.length - 1);
            path.append(pen ? 'L' : 'M').append(decimal(x)).append(' ').append(decimal(y(axis, values[i])));
            pen = true;
        }
        return path.toString();
    }

    private static double y(ValueAxis axis, double value) {
        return HEIGHT - MARGIN - (HEIGHT - 2 * MARGIN) * axis.share(value);
    }
}
