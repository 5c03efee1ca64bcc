package dev.unroll.bench.report;

import dev.unroll.bench.format.TextTable;
import dev.unroll.bench.format.Units;
import dev.unroll.bench.suite.KernelMeasurement;
import dev.unroll.bench.suite.KernelRow;
import dev.unroll.bench.suite.SpeedReport;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * The rows of one kernel as texts, the same for the terminal and a page.
 *
 * @param kernel whose rows these are
 * @param rows each with the cells of {@link #HEADS}
 * @param failures of the rows without times, in whole sentences
 */
record KernelTable(String kernel, List<List<String>> rows, List<String> failures) {
    /** Heads of the columns. */
    static final List<String> HEADS = List.of(
            "case",
            "backend",
            "threads",
            "median",
            "p10",
            "p90",
            "a step",
            "GFLOP/s",
            "of peak",
            "GB/s",
            "allocated",
            "other load");

    /** The first of the columns that hold numbers; the others up to the last do so too. */
    static final int FIRST_NUMBER = 2;

    /** Copies the lists. */
    KernelTable {
        rows = rows.stream().map(List::copyOf).toList();
        failures = List.copyOf(failures);
    }

    /** One table for each kernel, in the order of their first rows. */
    static List<KernelTable> of(SpeedReport report) {
        Map<String, List<KernelRow>> byKernel = new LinkedHashMap<>();
        for (KernelRow row : report.kernels()) {
            String kernel = row.measurement().kernelCase().kernel();
            byKernel.computeIfAbsent(kernel, key -> new ArrayList<>()).add(row);
        }
        List<KernelTable> tables = new ArrayList<>();
        byKernel.forEach((kernel, some) -> tables.add(of(kernel, some, report)));
        return tables;
    }

    private static KernelTable of(String kernel, List<KernelRow> rows, SpeedReport report) {
        List<List<String>> cells = new ArrayList<>();
        List<String> failures = new ArrayList<>();
        for (KernelRow row : rows) {
            cells.add(cells(row, report));
            if (row.failure() != null) {
                KernelMeasurement what = row.measurement();
                failures.add(what.contender() + " " + what.kernelCase() + ": " + Objects.requireNonNull(row.failure()));
            }
        }
        return new KernelTable(kernel, cells, failures);
    }

    private static List<String> cells(KernelRow row, SpeedReport report) {
        KernelMeasurement what = row.measurement();
        return List.of(
                what.kernelCase().label(),
                what.contender() + Doubts.of(row).behindName(),
                what.threads() == 0 ? Units.NONE : Integer.toString(what.threads()),
                Units.time(row.median()),
                Units.time(row.p10()),
                Units.time(row.p90()),
                Units.time(row.step()),
                Units.digits(row.flops() == 0 ? Double.NaN : row.gflops()),
                Units.percent(report.shareOfPeak(row)),
                Units.digits(row.gigabytes()),
                Units.bytes(row.bytesPerOperation()),
                Double.isFinite(row.otherLoad()) ? String.format(Locale.ROOT, "%.2f", row.otherLoad()) : Units.NONE);
    }

    /** The table for a terminal. */
    String text() {
        TextTable table = new TextTable(HEADS.toArray(String[]::new)).indent(2);
        rows.forEach(row -> table.row(row.toArray(String[]::new)));
        return table.toString();
    }
}
