package dev.unroll.bench.trace;

import dev.unroll.bench.report.Html;
import dev.unroll.ledger.GradientFlow;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Stream;

/** Norms of the gradient's parts over time and layer, on a logarithmic scale that the maps have in common, and what became of each step. */
final class HeatMaps {
    private static final double FAINTEST = 0.08;

    private final List<GradientFlow> flows;
    private final Html html;
    private final double lowest;
    private final double highest;

    HeatMaps(List<GradientFlow> flows, Html html) {
        this.flows = flows;
        this.html = html;
        double[] shown = flows.stream()
                .flatMap(flow -> Stream.of(flow.spatial(), flow.temporal(), flow.cellTemporal()))
                .flatMap(List::stream)
                .mapToDouble(Double::doubleValue)
                .filter(norm -> norm > 0 && Double.isFinite(norm))
                .sorted()
                .toArray();
        lowest = shown.length == 0 ? 1 : shown[0];
        highest = shown.length == 0 ? 1 : shown[shown.length - 1];
    }

    void write() {
        html.open("div", "class", "maps");
        map("spatial", "Spatial part", "from above, at the same step", GradientFlow::spatial);
        map("temporal", "Temporal part", "from the same layer's next step", GradientFlow::temporal);
        if (flows.stream().flatMap(flow -> flow.cellTemporal().stream()).anyMatch(norm -> norm > 0)) {
            map(
                    "cell",
                    "Temporal part of the cell state",
                    "from the next step's cell state",
                    GradientFlow::cellTemporal);
        }
        html.open("div", "class", "scale").element("span", Figures.of(lowest));
        html.element("span", "", "class", "ramp")
                .element("span", Figures.of(highest) + ", norms in powers of ten")
                .close();
        marks();
        html.close();
    }

    private void map(String id, String title, String what, Function<GradientFlow, List<Double>> norms) {
        caption("map-" + id, title, what);
        for (int k = flows.size() - 1; k >= 0; k--) {
            List<Double> row = norms.apply(flows.get(k));
            open(
                    k,
                    title + " of h" + (k + 1) + ", from " + Figures.of(row.get(0)) + " at step 0 to "
                            + Figures.of(row.get(row.size() - 1)) + " at the last step");
            for (int t = 0; t < row.size(); t++) {
                if (row.get(t) > 0) {
                    cell(t, "heat", opacity(row.get(t)), "h" + (k + 1) + ", step " + t + ": " + Figures.of(row.get(t)));
                }
            }
            close();
        }
        html.close().close();
    }

    private void caption(String id, String title, String what) {
        html.open("figure", "class", "map", "id", id).open("figcaption");
        html.element("b", title).text(", " + what).close();
        html.open("div", "class", "map-rows");
    }

    private void open(int k, String description) {
        int steps = flows.get(k).through().size();
        html.element("span", "h" + (k + 1));
        html.open(
                "svg",
                "viewBox",
                "0 0 " + steps + " 1",
                "preserveAspectRatio",
                "none",
                "role",
                "img",
                "aria-label",
                description);
    }

    private void cell(int t, String look, double opacity, String title) {
        html.open(
                "rect",
                "class",
                look,
                "x",
                Integer.toString(t),
                "y",
                "0",
                "width",
                "1",
                "height",
                "1",
                "fill-opacity",
                String.format(Locale.ROOT, "%.3f", opacity));
        html.element("title", title).close();
    }

    private void close() {
        html.empty("rect", "class", "cursor", "x", "0", "y", "0", "width", "1", "height", "1")
                .close();
    }

    private double opacity(double norm) {
        double range = Math.log10(highest) - Math.log10(lowest);
        double share = range == 0 ? 1 : (Math.log10(norm) - Math.log10(lowest)) / range;
        return FAINTEST + (1 - FAINTEST) * share;
    }

    /** Each step's share of the gradient, beside the last step's. */
    private void marks() {
        caption("map-marks", "What became of it", "each step's share beside the last step's");
        for (int k = flows.size() - 1; k >= 0; k--) {
            GradientFlow flow = flows.get(k);
            open(k, "Steps of h" + (k + 1) + " by what became of their shares");
            for (int t = 0; t < flow.marks().size(); t++) {
                String word = word(flow.marks().get(t));
                cell(
                        t,
                        look(flow.marks().get(t)),
                        1,
                        "h" + (k + 1) + ", step " + t + ": " + word + ", "
                                + Figures.of(flow.through().get(t)));
            }
            close();
        }
        html.close().open("p", "class", "keys");
        for (GradientFlow.Mark mark : GradientFlow.Mark.values()) {
            html.open("span")
                    .element("i", "", "class", look(mark))
                    .text(word(mark))
                    .close();
        }
        html.close().close();
    }

    private static String look(GradientFlow.Mark mark) {
        return mark == GradientFlow.Mark.FINE ? "fine" : mark.name().toLowerCase(Locale.ROOT) + "-mark";
    }

    private static String word(GradientFlow.Mark mark) {
        return switch (mark) {
            case FINE -> "within 1e-3 and 1e3 of the last step's";
            case VANISHED -> "vanished: below 1e-3";
            case EXPLODED -> "exploded: above 1e3";
            case FLUSHED -> "flushed to zero by a float32 backend";
            case ZERO -> "exactly zero";
        };
    }
}
