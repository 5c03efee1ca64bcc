package dev.unroll.bench.report;

import static dev.unroll.bench.report.Drawing.WIDTH;
import static dev.unroll.bench.report.Drawing.decimal;

import dev.unroll.bench.format.Units;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.stream.Stream;

/**
 * Errors on a logarithmic scale, a line for each backend. The curves are stretched to the width there is, the texts around them are not.
 *
 * @param title of this one chart
 * @param axis what stands on the horizontal axis
 * @param logarithmic whether that axis is logarithmic as well
 * @param bound the error that is still allowed
 * @param lines the curves
 */
record LineChart(String title, String axis, boolean logarithmic, double bound, List<Line> lines) {
    /**
     * One curve.
     *
     * @param name whose it is
     * @param look class of the style sheet
     * @param x ascending
     * @param errors as many, none negative; zeros are drawn on the lower edge
     */
    record Line(String name, String look, List<Integer> x, List<Double> errors) {
        /** Whether every error is exactly zero: there is nothing to draw on a logarithmic scale. */
        boolean isZero() {
            return errors.stream().allMatch(error -> error == 0);
        }
    }

    /**
     * The decades that charts to be compared have in common.
     *
     * @param from power of ten at the lower edge
     * @param to power of ten at the upper edge
     */
    record Decades(int from, int to) {
        static Decades of(List<LineChart> charts) {
            DoubleSummaryStatistics shown = charts.stream()
                    .flatMap(chart -> Stream.concat(
                            Stream.of(chart.bound()), chart.lines().stream().flatMap(line -> line.errors().stream())))
                    .mapToDouble(Double::doubleValue)
                    .filter(error -> error > 0 && Double.isFinite(error))
                    .summaryStatistics();
            if (shown.getCount() == 0) {
                return new Decades(-16, -8);
            }
            int from = (int) Math.floor(Math.log10(shown.getMin()) + ROUNDING);
            int to = (int) Math.ceil(Math.log10(shown.getMax()) - ROUNDING);
            return new Decades(from, Math.max(from + 1, to));
        }
    }

    /** What a logarithm of a power of ten may be off. */
    private static final double ROUNDING = 1e-9;

    private static final int HEIGHT = 170;
    /** Free above the highest and below the lowest decade, for the labels and the width of the lines. */
    private static final int MARGIN = 10;

    private static final int MOST_TICKS = 6;

    /** Draws it, with {@code id} for its title. */
    void draw(Decades decades, String id, Html html) {
        html.open("figure", "class", "curve-chart").element("figcaption", title);
        html.open("div", "class", "plot");
        ticks(decades, html);
        Drawing.open(HEIGHT, describe(), id, html);
        for (int power = decades.from(); power <= decades.to(); power++) {
            if (isTick(decades, power)) {
                rule("grid", y(decades, Math.pow(10, power)), html);
            }
        }
        rule("bound", y(decades, bound), html);
        for (Line line : lines) {
            if (!line.isZero()) {
                curve(decades, line, html);
            }
        }
        html.close().close();
        range(html);
        html.close();
    }

    private static boolean isTick(Decades decades, int power) {
        int each = Math.max(1, (decades.to() - decades.from() + MOST_TICKS - 1) / MOST_TICKS);
        return (decades.to() - power) % each == 0;
    }

    private void ticks(Decades decades, Html html) {
        html.open("svg", "class", "ticks", "width", "56", "height", Integer.toString(HEIGHT), "aria-hidden", "true");
        for (int power = decades.from(); power <= decades.to(); power++) {
            if (isTick(decades, power)) {
                String y = decimal(y(decades, Math.pow(10, power)) + 5);
                html.element("text", "1e" + power, "x", "48", "y", y, "text-anchor", "end");
            }
        }
        html.close();
    }

    private void range(Html html) {
        html.open("div", "class", "range")
                .element("span", Units.count(first()))
                .element("span", axis)
                .element("span", Units.count(last()))
                .close();
    }

    private static void rule(String look, double y, Html html) {
        html.empty("path", "class", look, "d", "M0 " + decimal(y) + "H" + WIDTH);
    }

    private void curve(Decades decades, Line line, Html html) {
        StringBuilder path = new StringBuilder();
        boolean pen = false;
        for (int i = 0; i < line.errors().size(); i++) {
            double error = line.errors().get(i);
            if (Double.isNaN(error)) {
                pen = false;
                continue;
            }
            String point = decimal(x(line.x().get(i))) + " " + decimal(y(decades, error));
            path.append(pen ? 'L' : 'M').append(point);
            pen = true;
        }
        html.open("g", "class", "curve " + line.look());
        html.empty("path", "class", "line", "d", path.toString());
        if (logarithmic) {
            // A line without length and with round ends is a dot that stays round when the drawing is stretched.
            html.empty(
                    "path",
                    "class",
                    "dots",
                    "d",
                    path.toString()
                            .replace('L', 'M')
                            .replaceAll("(?=M)|$", "h0")
                            .substring(2));
        }
        html.close();
    }

    private double x(int value) {
        double from = logarithmic ? Math.log(first()) : first();
        double to = logarithmic ? Math.log(last()) : last();
        double at = logarithmic ? Math.log(value) : value;
        double inset = logarithmic ? 10 : 0;
        return to > from ? inset + (WIDTH - 2 * inset) * (at - from) / (to - from) : WIDTH / 2.0;
    }

    private static double y(Decades decades, double error) {
        double power = Math.log10(Math.max(error, Math.pow(10, decades.from())));
        double share = (Math.min(power, decades.to()) - decades.from()) / (decades.to() - decades.from());
        return HEIGHT - MARGIN - (HEIGHT - 2 * MARGIN) * share;
    }

    private int first() {
        return lines.stream()
                .flatMap(line -> line.x().stream())
                .min(Integer::compare)
                .orElse(1);
    }

    private int last() {
        return lines.stream()
                .flatMap(line -> line.x().stream())
                .max(Integer::compare)
                .orElse(1);
    }

    private String describe() {
        StringBuilder text = new StringBuilder(title + ", error against " + axis + ", bound " + Units.bound(bound));
        for (Line line : lines) {
            double most = line.errors().stream()
                    .mapToDouble(Double::doubleValue)
                    .max()
                    .orElse(Double.NaN);
            text.append("; ").append(line.name()).append(" at most ").append(Units.error(most));
        }
        return text.toString();
    }
}
