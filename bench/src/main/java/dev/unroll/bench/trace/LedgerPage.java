package dev.unroll.bench.trace;

import dev.unroll.bench.format.Units;
import dev.unroll.bench.report.Html;
import dev.unroll.bench.report.PageHead;
import dev.unroll.ledger.GradientFlow;
import dev.unroll.ledger.Ledger;
import dev.unroll.ledger.Reconciliation;
import java.util.List;
import java.util.Locale;

/** A ledger as one page with its style, its program and its numbers in it: the unrolled network to click through, and heat maps. */
public final class LedgerPage {
    private final Ledger ledger;
    private final TraceLabels labels;
    private final Reconciliation reconciliation;
    private final List<GradientFlow> flows;
    private final Html html = new Html();

    /** A page of these numbers with these words. */
    public LedgerPage(Ledger ledger, TraceLabels labels, Reconciliation reconciliation) {
        this.ledger = ledger;
        this.labels = labels;
        this.reconciliation = reconciliation;
        flows = GradientFlow.of(ledger);
        page();
    }

    /** The page. */
    public String html() {
        return html.toString();
    }

    private void page() {
        PageHead.write("gradient ledger, " + labels.title(), PageHead.resource(LedgerPage.class, "trace.css"), html);
        header();
        html.open("main", "class", "inside");
        picture();
        html.open("section", "id", "flow").element("h2", "Where the gradient goes");
        new HeatMaps(flows, html).write();
        layers();
        html.close();
        invariants();
        html.close();
        html.data("ledger", PageData.json(ledger, labels));
        html.script(PageHead.resource(LedgerPage.class, "trace.js"));
        html.close().close();
    }

    private void header() {
        html.open("header").open("div", "class", "inside");
        html.element("p", "Unroll", "class", "brand").element("h1", "Gradient ledger");
        html.element("p", labels.title(), "class", "when");
        html.open("ul", "class", "tiles");
        tile("", Units.count(ledger.steps()), "time steps", String.join(" ", firstWords()));
        tile("", String.format(Locale.ROOT, "%.4f", ledger.loss()), "loss", "the mean of what is counted");
        tile(reconciliation.sharesAddUp(), "shares add up");
        tile(reconciliation.backendAgrees(), "backend agrees");
        html.close().close().close();
    }

    private List<String> firstWords() {
        int most = 8;
        List<String> reads = labels.reads();
        return reads.size() <= most ? reads : List.of(reads.get(0), "…", reads.get(reads.size() - 1));
    }

    private void tile(Reconciliation.Invariant invariant, String what) {
        String figures = "error " + Units.error(invariant.error()) + ", bound " + Units.bound(invariant.bound());
        tile(invariant.held() ? "good" : "bad", invariant.held() ? "held" : "broken", what, figures);
    }

    private void tile(String look, String number, String what, String detail) {
        html.open("li", "class", look)
                .element("b", number)
                .element("span", what, "class", "what")
                .element("span", detail, "class", "detail")
                .close();
    }

    private void picture() {
        html.open("section", "id", "unrolled").element("h2", "The unrolled network");
        html.element(
                "p",
                "Time runs to the right, layers lie upon each other, and a box holds the norm of its vector. Point at a box, or reach it"
                        + " with the Tab key, for the vector itself. The arrow keys step through time; f and b turn around. A"
                        + " dashed edge means that the step's share has vanished.",
                "class",
                "note");
        controls();
        html.open("div", "class", "scroll", "tabindex", "0", "role", "region", "aria-label", "Unrolled network");
        new NetGrid(ledger, labels, flows, html).write();
        html.close();
        html.open("div", "class", "panels");
        html.open("div", "class", "panel").element("h3", "", "id", "pass-title");
        html.open("div", "class", "scroll", "tabindex", "0", "role", "region", "aria-label", "Line by line");
        html.element("pre", "", "id", "pass").close().close();
        html.open("div", "class", "panel").element("h3", "", "id", "vector-title");
        html.element("div", "", "id", "vectors").close();
        html.close().close();
    }

    private void controls() {
        html.open("div", "class", "controls");
        html.open("div", "class", "turn", "role", "group", "aria-label", "Direction");
        html.element("button", "forward", "type", "button", "id", "turn-forward", "aria-pressed", "true");
        html.element("button", "backward", "type", "button", "id", "turn-backward", "aria-pressed", "false");
        html.close();
        html.element("button", "← earlier", "type", "button", "id", "earlier");
        html.element("button", "later →", "type", "button", "id", "later");
        html.empty(
                "input",
                "type",
                "range",
                "id",
                "step",
                "min",
                "0",
                "max",
                Integer.toString(ledger.steps() - 1),
                "value",
                "0",
                "aria-label",
                "Time step");
        html.element("output", "", "id", "at", "for", "step", "aria-live", "polite")
                .close();
    }

    private void layers() {
        html.element("h3", "Each layer's recurrent weights");
        html.open("div", "class", "scroll", "tabindex", "0", "role", "region", "aria-label", "Recurrent weights");
        html.open("table").open("thead").open("tr");
        for (String head :
                List.of("layer", "spectral norm of R", "decades a step back", "vanished", "exploded", "flushed")) {
            boolean number = head.startsWith("spectral") || head.startsWith("decades");
            html.element("th", head, "scope", "col", "class", number ? "number" : "text");
        }
        html.close().close().open("tbody");
        for (GradientFlow flow : flows) {
            int h = flow.layer() + 1;
            html.open("tr").element("th", "W_h" + h + "h" + h, "scope", "row");
            html.element("td", Figures.of(flow.spectralNorm()), "class", "number spectral");
            html.element("td", String.format(Locale.ROOT, "%+.3f", flow.decadesPerStepBack()), "class", "number");
            for (GradientFlow.Mark mark :
                    List.of(GradientFlow.Mark.VANISHED, GradientFlow.Mark.EXPLODED, GradientFlow.Mark.FLUSHED)) {
                List<Integer> steps = flow.steps(mark);
                html.element("td", steps.isEmpty() ? "nowhere" : FlowText.ranges(steps));
            }
            html.close();
        }
        html.close().close().close();
        html.element(
                "p",
                "The spectral norm is how much longer R makes a vector at most; below 1, a gradient through tanh cannot but vanish. The"
                        + " slope is that of the logarithm of a step's share, over the steps back.",
                "class",
                "note");
    }

    private void invariants() {
        html.open("section", "id", "invariants").element("h2", "What was checked");
        for (Reconciliation.Invariant each : List.of(reconciliation.sharesAddUp(), reconciliation.backendAgrees())) {
            html.element("p", each.toString(), "class", each.held() ? "held" : "problem");
        }
        html.close();
    }
}
