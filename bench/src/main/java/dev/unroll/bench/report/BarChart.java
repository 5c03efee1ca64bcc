package dev.unroll.bench.report;

import dev.unroll.backend.CellType;
import dev.unroll.bench.format.Units;
import dev.unroll.bench.suite.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Bars of one group: operations' worth of arithmetic per second, so that longer is faster and cells of different cost can be compared. The
 * drawing has no view box: lengths are shares of its width and texts are in the page's pixels, so that it fits a phone and stays readable.
 */
final class BarChart {
    private static final int CELL_HEIGHT = 30;
    private static final int BAR_HEIGHT = 40;
    private static final int NAME_LENGTH = 16;

    private final SpeedGroup group;
    private final Contenders contenders;
    private final Html html;
    private final boolean byFlops;
    private final double longest;

    private BarChart(SpeedGroup group, Contenders contenders, Html html) {
        this.group = group;
        this.contenders = contenders;
        this.html = html;
        List<Row> rows = group.cells().values().stream().flatMap(List::stream).toList();
        byFlops = rows.stream().allMatch(row -> row.flops() > 0);
        longest = rows.stream()
                .filter(row -> row.failure() == null)
                .mapToDouble(row -> speed(row, Math.min(row.median(), best(row))))
                .max()
                .orElse(1);
    }

    /** Draws the group, with {@code id} for its title. */
    static void draw(SpeedGroup group, Contenders contenders, String id, Html html) {
        new BarChart(group, contenders, html).draw(id);
    }

    private void draw(String id) {
        int bars = group.cells().values().stream().mapToInt(List::size).sum();
        int height = CELL_HEIGHT * group.cells().size() + BAR_HEIGHT * bars;
        html.open(
                "svg",
                "class",
                "bars",
                "width",
                "100%",
                "height",
                number(height),
                "role",
                "img",
                "aria-labelledby",
                id);
        html.element(
                "title",
                (byFlops ? "GFLOP/s" : "Operations per second") + " of " + group.title() + ", shape " + group.shape()
                        + ": longer bars are faster. The table beside holds the same numbers.",
                "id",
                id);
        int y = 0;
        for (Map.Entry<CellType, List<Row>> each : group.cells().entrySet()) {
            html.element("text", SpeedTable.word(each.getKey()), "class", "cell", "x", "0", "y", number(y + 20));
            y += CELL_HEIGHT;
            for (Row row : each.getValue()) {
                bar(row, y);
                y += BAR_HEIGHT;
            }
        }
        html.close();
    }

    private void bar(Row row, int y) {
        String name = row.measurement().contender();
        String look = contenders.look(name);
        html.open("g", "class", "bar " + look);
        html.element("title", describe(row));
        html.element("text", shortened(name), "x", "0", "y", number(y + 13));
        html.open("text", "class", "value", "x", "100%", "y", number(y + 13), "text-anchor", "end");
        html.text(row.failure() == null ? SpeedTable.median(row) : "failed");
        ratios(row).forEach(ratio -> html.text(" · ").element("tspan", ratio));
        html.close();
        rectangle("track", 100, y);
        if (row.failure() == null) {
            double length = share(row, row.median());
            rectangle("length", length, y);
            if (contenders.isPeer(name)) {
                html.empty(
                        "rect",
                        "width",
                        percent(length),
                        "y",
                        number(y + 20),
                        "height",
                        "12",
                        "fill",
                        "url(#hatch-" + look + ")");
            }
            whisker(row, y);
        }
        html.close();
    }

    private void rectangle(String look, double length, int y) {
        html.empty("rect", "class", look, "width", percent(length), "y", number(y + 20), "height", "12", "rx", "2");
    }

    /** From the slowest tenth to the fastest tenth of the operations. */
    private void whisker(Row row, int y) {
        if (Double.isFinite(row.p10()) && Double.isFinite(row.p90())) {
            html.empty(
                    "line",
                    "class",
                    "spread",
                    "x1",
                    percent(share(row, row.p90())),
                    "x2",
                    percent(share(row, row.p10())),
                    "y1",
                    number(y + 26),
                    "y2",
                    number(y + 26));
        }
    }

    private static double best(Row row) {
        return Double.isFinite(row.p10()) ? row.p10() : row.median();
    }

    private double speed(Row row, double seconds) {
        return (byFlops ? row.flops() / 1e9 : 1) / seconds;
    }

    private double share(Row row, double seconds) {
        return 100 * speed(row, seconds) / longest;
    }

    /** Such as "2.3x libtorch", one for each peer that a backend can be compared with. */
    private List<String> ratios(Row row) {
        List<String> ratios = new ArrayList<>();
        if (!contenders.isPeer(row.measurement().contender())) {
            for (String peer : contenders.peers()) {
                group.ratio(row, peer).ifPresent(ratio -> ratios.add(Units.ratio(ratio) + " " + shortened(peer)));
            }
        }
        return ratios;
    }

    private String describe(Row row) {
        String what = row.measurement().contender() + ", "
                + SpeedTable.word(row.measurement().cell()) + ": ";
        return row.failure() != null
                ? what + "failed, " + row.failure()
                : what
                        + Units.digits(speed(row, row.median()))
                        + (byFlops ? " GFLOP/s, " : " per second, ")
                        + SpeedTable.median(row);
    }

    private static String shortened(String name) {
        return name.length() <= NAME_LENGTH ? name : name.substring(0, NAME_LENGTH - 1) + "…";
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.2f%%", share);
    }

    private static String number(int value) {
        return Integer.toString(value);
    }
}
