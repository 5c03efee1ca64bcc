package dev.unroll.bench.report;

import dev.unroll.backend.CellType;
import dev.unroll.bench.format.Units;
import dev.unroll.bench.suite.Row;
import dev.unroll.bench.suite.SpeedReport;
import dev.unroll.bench.workload.Mode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** The columns of a speed table and their texts, the same for the terminal and the page. */
final class SpeedTable {
    private final SpeedReport report;
    private final SpeedGroup group;
    private final Contenders contenders;

    SpeedTable(SpeedReport report, SpeedGroup group, Contenders contenders) {
        this.report = report;
        this.group = group;
        this.contenders = contenders;
    }

    /** Heads of the columns after cell and contender. */
    List<String> heads() {
        List<String> heads = new ArrayList<>();
        heads.addAll(
                group.mode() == Mode.STEP
                        ? List.of("p50", "p99", "limit", "x limit")
                        : List.of("median", "p10", "p90"));
        contenders.peers().forEach(peer -> heads.add("vs " + peer));
        heads.add("GFLOP/s");
        if (group.mode() != Mode.STEP) {
            // Memory bounds a step, not arithmetic: what it could reach is its limit.
            heads.add("of peak");
        }
        heads.addAll(List.of("allocated", "other load", "samples"));
        return heads;
    }

    /** Texts of a row that did not fail, in the columns of {@link #heads}. */
    List<String> cells(Row row) {
        List<String> cells = new ArrayList<>();
        cells.add(median(row));
        if (group.mode() == Mode.STEP) {
            double limit = report.stepLimits().seconds(row.measurement());
            cells.add(Units.micros(row.p99()));
            cells.add(Units.micros(limit));
            cells.add(Units.ratio(row.median() / limit));
        } else {
            cells.add(Units.time(row.p10()));
            cells.add(Units.time(row.p90()));
        }
        for (String peer : contenders.peers()) {
            OptionalDouble ratio = group.ratio(row, peer);
            boolean ours = !contenders.isPeer(row.measurement().contender());
            cells.add(ours ? Units.ratio(ratio.orElse(Double.NaN)) : Units.NONE);
        }
        cells.add(Units.digits(row.flops() > 0 ? row.gflops() : Double.NaN));
        if (group.mode() != Mode.STEP) {
            cells.add(Units.percent(row.flops() > 0 ? report.shareOfPeak(row) : Double.NaN));
        }
        cells.add(Units.bytes(row.bytesPerOperation()));
        cells.add(load(row));
        cells.add(Units.count(row.samples()));
        return cells;
    }

    /** The middle of the times, in the mode's unit. */
    static String median(Row row) {
        return row.measurement().mode() == Mode.STEP ? Units.micros(row.median()) : Units.time(row.median());
    }

    /** The word for a cell. */
    static String word(CellType cell) {
        return cell.name().toLowerCase(Locale.ROOT);
    }

    private static String load(Row row) {
        return Double.isFinite(row.otherLoad()) ? String.format(Locale.ROOT, "%.2f", row.otherLoad()) : Units.NONE;
    }
}
