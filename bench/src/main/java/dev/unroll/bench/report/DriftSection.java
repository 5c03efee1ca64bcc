package dev.unroll.bench.report;

import dev.unroll.backend.CellType;
import dev.unroll.bench.report.LineChart.Line;
import dev.unroll.bench.validation.BackendReport;
import dev.unroll.bench.validation.ValidationReport;
import dev.unroll.conformance.DriftResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** How rounding errors grow over a long sequence, a small chart for each cell. */
final class DriftSection {
    private final Map<CellType, Map<String, DriftResult>> byCell = new LinkedHashMap<>();
    private final Contenders contenders;
    private final Html html;

    DriftSection(ValidationReport report, Contenders contenders, Html html) {
        this.contenders = contenders;
        this.html = html;
        for (BackendReport backend : report.backends()) {
            for (DriftResult each : backend.drift()) {
                if (!each.states().isEmpty()) {
                    byCell.computeIfAbsent(each.layer().cell(), key -> new LinkedHashMap<>())
                            .put(backend.label(), each);
                }
            }
        }
    }

    boolean isEmpty() {
        return byCell.isEmpty();
    }

    void write() {
        if (isEmpty()) {
            return;
        }
        html.open("section", "id", "drift").element("h2", "Drift over time");
        html.element(
                "p",
                "One layer with orthogonal recurrent weights, over a sequence long enough for rounding errors to grow. NMSE of each time"
                        + " step by itself; the dotted line is the bound, and a lower curve is better.",
                "class",
                "note");
        Set<String> names = new LinkedHashSet<>();
        byCell.values().forEach(results -> names.addAll(results.keySet()));
        Legend.curves(names, contenders, html);
        exact(names);
        steps("drift-state", "State, step by step", "steps forward", DriftResult::states);
        steps("drift-gradient", "Gradient, step by step back", "steps back", DriftResult::gradients);
        lengths("length-state", "All states, by sequence length", DriftResult.AtLength::outputs);
        lengths("length-gradient", "Gradient of R, by sequence length", DriftResult.AtLength::recurrentGradient);
        html.close();
    }

    /** A curve of zeros cannot be seen on a logarithmic scale, so it is said. */
    private void exact(Set<String> names) {
        for (String name : names) {
            boolean zero = byCell.values().stream()
                    .map(results -> results.get(name))
                    .filter(Objects::nonNull)
                    .flatMap(each -> Stream.concat(each.states().stream(), each.gradients().stream()))
                    .allMatch(error -> error == 0);
            if (zero) {
                html.element("p", name + ": no difference at any step, so no curve.", "class", "note");
            }
        }
    }

    private void steps(String id, String title, String axis, Function<DriftResult, List<Double>> errors) {
        charts(id, title, (cell, results) -> {
            List<Line> lines = new ArrayList<>();
            results.forEach((name, result) -> {
                List<Double> each = errors.apply(result);
                List<Integer> x = IntStream.rangeClosed(1, each.size()).boxed().toList();
                lines.add(new Line(name, contenders.look(name), x, each));
            });
            return new LineChart(SpeedTable.word(cell), axis, false, bound(results), lines);
        });
    }

    private void lengths(String id, String title, Function<DriftResult.AtLength, Double> error) {
        charts(id, title, (cell, results) -> {
            List<Line> lines = new ArrayList<>();
            results.forEach((name, result) -> lines.add(new Line(
                    name,
                    contenders.look(name),
                    result.lengths().stream().map(DriftResult.AtLength::steps).toList(),
                    result.lengths().stream().map(error).toList())));
            return new LineChart(SpeedTable.word(cell), "sequence length", true, bound(results), lines);
        });
    }

    private static double bound(Map<String, DriftResult> results) {
        return results.values().stream().mapToDouble(DriftResult::bound).max().orElse(0);
    }

    /** Makes the chart of one cell. */
    private interface ChartOf {
        LineChart chart(CellType cell, Map<String, DriftResult> results);
    }

    private void charts(String id, String title, ChartOf maker) {
        List<LineChart> charts = new ArrayList<>();
        byCell.forEach((cell, results) -> charts.add(maker.chart(cell, results)));
        LineChart.Decades decades = LineChart.Decades.of(charts);
        html.element("h3", title).open("div", "class", "small-charts");
        for (int i = 0; i < charts.size(); i++) {
            charts.get(i).draw(decades, id + "-" + i, html);
        }
        html.close();
    }
}
