package dev.unroll.bench.report;

import dev.unroll.backend.CellType;
import dev.unroll.bench.format.Units;
import dev.unroll.bench.suite.Row;
import dev.unroll.bench.suite.SpeedReport;
import dev.unroll.bench.workload.Mode;
import dev.unroll.bench.workload.Shape;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** How fast: what the numbers mean, the peers in summary, then each shape with charts and tables. */
final class SpeedSection {
    private final SpeedReport report;
    private final List<SpeedGroup> groups;
    private final Contenders contenders;
    private final Html html;

    SpeedSection(SpeedReport report, List<SpeedGroup> groups, Contenders contenders, Html html) {
        this.report = report;
        this.groups = groups;
        this.contenders = contenders;
        this.html = html;
    }

    void write() {
        html.open("section", "id", "speed").element("h2", "Speed");
        if (report.isPartial()) {
            html.element("p", report.interruption(), "class", "interrupted");
        }
        if (groups.isEmpty() && report.kernels().isEmpty()) {
            html.element("p", "Nothing was timed.", "class", "note").close();
            return;
        }
        List<String> timed = contenders.all().stream()
                .filter(name -> report.rows().stream()
                        .anyMatch(row -> row.measurement().contender().equals(name)))
                .toList();
        Legend.bars(timed, contenders, html);
        summary();
        Shape shape = null;
        for (int i = 0; i < groups.size(); i++) {
            SpeedGroup group = groups.get(i);
            if (!group.shape().equals(shape)) {
                shape = group.shape();
                heading(shape);
            }
            group(group, "speed-" + i);
        }
        KernelTable.of(report).forEach(this::kernel);
        Definitions.write(report, contenders, html);
        html.close();
    }

    private void kernel(KernelTable table) {
        html.element("h3", "Kernel " + table.kernel());
        Tables.open("kernel " + table.kernel(), html);
        Tables.heads(KernelTable.HEADS, KernelTable.FIRST_NUMBER, html);
        html.open("tbody");
        for (List<String> row : table.rows()) {
            html.open("tr").element("th", row.get(0), "scope", "row").element("td", row.get(1));
            Tables.numbers(row.subList(KernelTable.FIRST_NUMBER, row.size()), html);
            html.close();
        }
        html.close();
        Tables.close(html);
        table.failures().forEach(each -> html.element("p", "failed: " + each, "class", "reason"));
    }

    private void summary() {
        List<PeerSummary> summaries = PeerSummary.of(groups, contenders);
        if (summaries.isEmpty()) {
            return;
        }
        html.element("h3", "Beside other frameworks, in this run");
        report.peers().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(peer -> html.element("p", peer.getKey() + ": " + peer.getValue(), "class", "note"));
        Tables.open("Ratios to other frameworks", html);
        Tables.heads(
                List.of("backend", "beside", "mode", "shape", "faster in", "geometric mean", "smallest", "largest"),
                4,
                html);
        html.open("tbody");
        for (PeerSummary each : summaries) {
            ratios(each, "all", each.all());
            if (each.byShape().size() > 1) {
                each.byShape().forEach((shape, some) -> ratios(each, shape.toString(), some));
            }
        }
        html.close();
        Tables.close(html);
    }

    private void ratios(PeerSummary summary, String shape, PeerSummary.Ratios some) {
        html.open("tr").element("th", summary.contender(), "scope", "row");
        html.element("td", summary.peer()).element("td", summary.mode().word()).element("td", shape);
        Tables.numbers(
                List.of(
                        some.faster() + " of " + Units.count(some.rows(), "row"),
                        Units.ratio(some.mean()),
                        Units.ratio(some.least()),
                        Units.ratio(some.most())),
                html);
        html.close();
    }

    private void heading(Shape shape) {
        html.open("h3", "class", "shape")
                .text("Shape ")
                .element("code", shape.toString())
                .close();
        html.element(
                "p",
                Units.count(shape.steps(), "time step") + ", " + Units.count(shape.rows(), "row") + ", input "
                        + Units.count(shape.inputSize()) + ", "
                        + Units.count(shape.layers(), "layer") + " of " + Units.count(shape.hiddenSize()) + ", "
                        + Units.count(shape.outputs(), "output"),
                "class",
                "note");
    }

    private void group(SpeedGroup group, String id) {
        html.open("article", "class", "group").element("h4", group.title());
        html.open("div", "class", "pair");
        html.open("figure", "class", "bar-chart").element("figcaption", "GFLOP/s: longer is faster");
        BarChart.draw(group, contenders, id, html);
        html.close();
        html.open("div", "class", "beside");
        table(group);
        implementations(group);
        html.close().close().close();
    }

    private void table(SpeedGroup group) {
        SpeedTable table = new SpeedTable(report, group, contenders);
        List<String> heads = table.heads();
        Tables.open(group.title() + ", shape " + group.shape(), html);
        html.open("thead").open("tr").element("th", "backend", "scope", "col");
        heads.forEach(head -> html.element("th", head, "scope", "col", "class", "number"));
        html.close().close();
        for (Map.Entry<CellType, List<Row>> cell : group.cells().entrySet()) {
            html.open("tbody").open("tr", "class", "cell");
            html.element("th", SpeedTable.word(cell.getKey()), "scope", "rowgroup", "colspan", "" + (heads.size() + 1));
            html.close();
            cell.getValue().forEach(row -> row(table, row, group.ownThreads(row), heads));
            html.close();
        }
        Tables.close(html);
    }

    private void row(SpeedTable table, Row row, String ownThreads, List<String> heads) {
        String failure = row.failure();
        Doubts doubts = Doubts.of(row);
        html.open(
                "tr",
                "class",
                failure != null ? "failed" : doubts.disturbed() ? "disturbed" : doubts.unsteady() ? "unsteady" : "row");
        html.open("th", "scope", "row");
        String name = row.measurement().contender();
        html.open("span", "class", "swatch " + contenders.look(name)).close().text(name);
        if (!ownThreads.isEmpty()) {
            html.text(" ").element("span", "(" + ownThreads + ")", "class", "own");
        }
        html.close();
        if (failure != null) {
            html.open("td", "colspan", "" + heads.size(), "class", "reason")
                    .element("b", "failed")
                    .text(": " + failure)
                    .close();
        } else {
            List<String> cells = table.cells(row);
            for (int c = 0; c < cells.size(); c++) {
                String ratio = heads.get(c).startsWith("vs ") ? "number ratio" : "number";
                html.open("td", "class", ratio);
                if (doubts.disturbed() && heads.get(c).equals("other load")) {
                    html.element("abbr", "▲", "title", "disturbed: measure it again")
                            .text(" ");
                }
                if (doubts.unsteady() && c == 0) {
                    html.element("abbr", "≈", "title", "unsteady: measure it again")
                            .text(" ");
                }
                html.text(cells.get(c));
                html.close();
            }
        }
        html.close();
    }

    private void implementations(SpeedGroup group) {
        for (Map.Entry<String, Set<String>> each :
                group.implementations(contenders).entrySet()) {
            html.open("p", "class", "note")
                    .element("b", each.getKey())
                    .text(": " + String.join("; ", each.getValue()))
                    .close();
        }
    }

    /** Whether there is a mode in which latencies are shown. */
    static boolean hasSteps(SpeedReport report) {
        return report.rows().stream().anyMatch(row -> row.measurement().mode() == Mode.STEP);
    }
}
