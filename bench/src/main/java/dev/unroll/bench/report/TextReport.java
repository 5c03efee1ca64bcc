package dev.unroll.bench.report;

import dev.unroll.backend.CellType;
import dev.unroll.bench.format.TextTable;
import dev.unroll.bench.format.Units;
import dev.unroll.bench.suite.Row;
import dev.unroll.bench.suite.SpeedReport;
import dev.unroll.bench.validation.ValidationReport;
import dev.unroll.bench.workload.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A report as tables for a terminal. */
final class TextReport {
    private final RunReport report;
    private final Contenders contenders;
    private final StringBuilder text = new StringBuilder();

    TextReport(RunReport report) {
        this.report = report;
        this.contenders = Contenders.of(report.validation(), report.speed());
        machine();
        ValidationReport validation = report.validation();
        if (validation != null) {
            line("");
            text.append(validation.text());
        }
        SpeedReport speed = report.speed();
        if (speed != null) {
            line("");
            speed(speed);
        }
    }

    private void machine() {
        Machine machine = report.machine();
        MachineSection.facts(machine).forEach(fact -> line(fact[0] + ": " + fact[1]));
        for (Machine.BackendLine each : machine.backends()) {
            line(each.name() + ": " + (each.available() ? "" : "not available, ") + each.detail());
        }
        line(report.command());
    }

    private void speed(SpeedReport speed) {
        if (speed.isPartial()) {
            line(speed.interruption());
        }
        List<SpeedGroup> groups = SpeedGroup.of(speed, contenders);
        if (groups.isEmpty() && speed.kernels().isEmpty()) {
            line("Nothing was timed.");
            return;
        }
        Shape shape = null;
        for (SpeedGroup group : groups) {
            if (!group.shape().equals(shape)) {
                shape = group.shape();
                line("shape " + shape + " (T,N,I,H,L,O)");
            }
            line("  " + group.title());
            table(speed, group);
            failures(group);
            line("");
        }
        for (KernelTable table : KernelTable.of(speed)) {
            line("kernel " + table.kernel());
            text.append(table.text());
            table.failures().forEach(each -> line("  FAILED: " + each));
            line("");
        }
        summary(groups);
        footnotes(speed);
    }

    private void table(SpeedReport speed, SpeedGroup group) {
        SpeedTable columns = new SpeedTable(speed, group, contenders);
        List<String> heads = new ArrayList<>(List.of("cell", "backend"));
        heads.addAll(columns.heads());
        TextTable table = new TextTable(heads.toArray(String[]::new)).indent(4);
        for (Map.Entry<CellType, List<Row>> cell : group.cells().entrySet()) {
            for (Row row : cell.getValue()) {
                List<String> cells = new ArrayList<>();
                cells.add(SpeedTable.word(cell.getKey()));
                cells.add(row.measurement().contender() + Doubts.of(row).behindName(group.ownThreads(row)));
                cells.addAll(columns.cells(row));
                table.row(cells.toArray(String[]::new));
            }
        }
        text.append(table);
    }

    private void failures(SpeedGroup group) {
        group.cells().forEach((cell, rows) -> {
            for (Row row : rows) {
                if (row.failure() != null) {
                    line("    FAILED: " + row.measurement().contender() + " " + SpeedTable.word(cell) + ": "
                            + row.failure());
                }
            }
        });
    }

    private void summary(List<SpeedGroup> groups) {
        List<PeerSummary> summaries = PeerSummary.of(groups, contenders);
        for (PeerSummary each : summaries) {
            line(each.contender() + " beside " + each.peer() + ", "
                    + each.mode().word() + ": "
                    + each.all().fasterIn() + ", " + ratios(each.all()));
            if (each.byShape().size() > 1) {
                each.byShape()
                        .forEach((shape, some) -> line("  " + shape + ": " + some.fasterIn() + ", " + ratios(some)));
            }
        }
    }

    private static String ratios(PeerSummary.Ratios some) {
        return Units.ratio(some.mean()) + " (geometric mean; " + Units.ratio(some.least()) + " to "
                + Units.ratio(some.most()) + ")";
    }

    private void footnotes(SpeedReport speed) {
        Map<String, String> peers = speed.peers();
        contenders.peers().forEach(peer -> line(peer + ": " + peers.get(peer)));
        line("GFLOP/s: matrix products only, a multiply-add is 2, at the median");
        line("peak: " + Definitions.peaks(speed, "", "could not be measured"));
        if (speed.isBeyondPeak()) {
            line("of peak: " + Definitions.BEYOND_PEAK);
        }
        if (SpeedSection.hasSteps(speed)) {
            line("limit: the float32 weights' bytes over the bandwidth at which one thread reads so many"
                    + Definitions.bandwidths(speed, ", ", " (not measured)"));
            line("x limit: p50 over the limit. " + Definitions.BELOW_LIMIT);
        }
        line("other load: cores busy with other processes");
        line(Doubts.meaning());
        line(Definitions.THREADS);
    }

    private void line(String content) {
        text.append(content).append(System.lineSeparator());
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
