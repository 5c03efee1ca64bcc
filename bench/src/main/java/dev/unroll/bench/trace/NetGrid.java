package dev.unroll.bench.trace;

import dev.unroll.bench.report.Html;
import dev.unroll.ledger.GradientFlow;
import dev.unroll.ledger.GradientPath;
import dev.unroll.ledger.LayerStep;
import dev.unroll.ledger.Ledger;
import dev.unroll.ledger.Norm;
import dev.unroll.ledger.Symbols;
import java.util.List;
import java.util.Locale;

/** The unrolled network as a grid of buttons: a column for each step, a row for each layer, arrows between them. */
final class NetGrid {
    private static final int OUTPUT_ROW = 3;

    private final Ledger ledger;
    private final TraceLabels labels;
    private final List<GradientFlow> flows;
    private final Html html;
    private final int top;

    NetGrid(Ledger ledger, TraceLabels labels, List<GradientFlow> flows, Html html) {
        this.ledger = ledger;
        this.labels = labels;
        this.flows = flows;
        this.html = html;
        top = ledger.layers() - 1;
    }

    void write() {
        html.open("div", "class", "net forward", "id", "net");
        name(row(top + 1), "O");
        for (int k = top; k >= 0; k--) {
            name(row(k), "h" + (k + 1));
        }
        name(row(-1), "x");
        for (int t = 0; t < ledger.steps(); t++) {
            column(t);
        }
        html.close();
    }

    /** The row of layer k; of the output for k = L, of the input for k = -1. */
    private int row(int k) {
        return OUTPUT_ROW + 2 * (top + 1 - k);
    }

    private static String area(int row, int column) {
        return "grid-area: " + row + " / " + column;
    }

    private void name(int row, String name) {
        html.open("div", "class", "row-name", "style", area(row, 1));
        html.element("span", name, "class", "fwd").element("span", "d" + name, "class", "bwd");
        html.close();
    }

    private void column(int t) {
        int column = 2 + 2 * t;
        html.element("div", "t = " + t, "class", "time", "style", area(1, column));
        String wants = labels.wants().get(t);
        html.open("div", "class", "word", "style", area(2, column), "title", wants);
        if (!wants.isEmpty()) {
            html.text("says ").element("b", wants);
        }
        html.close();
        if (ledger.output(t).any()) {
            box(
                    t,
                    "O",
                    row(top + 1),
                    norm(ledger.output(t).outputs()),
                    norm(ledger.output(t).gradient()),
                    "");
        }
        for (int k = top; k >= 0; k--) {
            layer(t, k, column);
        }
        String dx = norm(ledger.inputGradient(t));
        up(row(-1) - 1, column, "weight_ih_l0", "", "");
        box(t, "x", row(-1), norm(ledger.at(t, 0).forward().x()), dx, "");
        html.open(
                "div",
                "class",
                "word",
                "style",
                area(row(-1) + 1, column),
                "title",
                labels.reads().get(t));
        html.text("reads ").element("b", labels.reads().get(t)).close();
    }

    private void layer(int t, int k, int column) {
        LayerStep here = ledger.at(t, k);
        LayerStep.Backward back = here.backward();
        GradientPath spatial = GradientPath.spatial(k, top + 1);
        if (k < top || ledger.output(t).any()) {
            String weight = k == top ? "linear.weight" : "weight_ih_l" + (k + 1);
            up(row(k) - 1, column, weight, word(spatial), spatial + " " + norm(back.spatial()));
        }
        String mark = flows.get(k).marks().get(t).name().toLowerCase(Locale.ROOT);
        box(t, "h" + (k + 1), row(k), norm(here.forward().h()), norm(back.sum()), mark);
        if (t + 1 < ledger.steps()) {
            GradientPath temporal = GradientPath.temporal(k, top + 1);
            String weight = Symbols.of("weight_hh_l" + k, top + 1);
            html.open("div", "class", "arrow across", "style", area(row(k), column + 1));
            html.element("i", weight, "class", "fwd").element("i", "⟶", "class", "fwd");
            html.element("i", temporal + " " + norm(back.temporal()), "class", "bwd " + word(temporal));
            html.element("i", "⟵", "class", "bwd").element("i", weight, "class", "bwd");
            html.close();
        }
    }

    private static String word(GradientPath path) {
        return path.name().toLowerCase(Locale.ROOT);
    }

    /** Between two boxes of a column. */
    private void up(int row, int column, String weight, String look, String part) {
        String symbol = Symbols.of(weight, top + 1);
        html.open("div", "class", "arrow", "style", area(row, column));
        html.element("i", "↑ " + symbol, "class", "fwd");
        if (!part.isEmpty()) {
            html.element("i", part, "class", "bwd " + look);
        }
        html.element("i", "↓ " + symbol, "class", "bwd").close();
    }

    private void box(int t, String name, int row, String forward, String backward, String mark) {
        html.open(
                "button",
                "type",
                "button",
                "class",
                ("box " + mark).strip(),
                "style",
                area(row, 2 + 2 * t),
                "data-t",
                Integer.toString(t),
                "data-row",
                name,
                "aria-label",
                name + " at step " + t + ": norm " + forward + ", of its gradient " + backward);
        html.element("span", forward, "class", "fwd").element("span", backward, "class", "bwd");
        html.close();
    }

    private static String norm(double[][] rows) {
        return Figures.of(Norm.of(rows));
    }
}
