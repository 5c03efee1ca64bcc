package dev.unroll.bench.suite;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What came of timing single kernels.
 *
 * @param rows in the order in which they were finished
 * @param peaks by number of threads, see {@link SpeedReport#peaks}
 */
public record KernelReport(List<KernelRow> rows, Map<Integer, Double> peaks) {
    /** Copies the collections. */
    public KernelReport {
        rows = List.copyOf(rows);
        peaks = Map.copyOf(peaks);
    }

    /**
     * Share of this run's measured peak of fused multiply-adds that a row reached; NaN where there is none, and for a kernel that computes
     * nothing.
     */
    public double shareOfPeak(KernelRow row) {
        double peak = peaks.getOrDefault(row.measurement().threads(), Double.NaN);
        return row.flops() == 0 ? Double.NaN : row.gflops() / peak;
    }

    /** One table for each kernel, in the order of their first rows. */
    public List<KernelTable> tables() {
        Map<String, List<KernelRow>> byKernel = new LinkedHashMap<>();
        for (KernelRow row : rows) {
            String kernel = row.measurement().kernelCase().kernel();
            byKernel.computeIfAbsent(kernel, key -> new ArrayList<>()).add(row);
        }
        List<KernelTable> tables = new ArrayList<>();
        byKernel.forEach((kernel, some) -> tables.add(KernelTable.of(kernel, some, this)));
        return tables;
    }

    /** The tables for a terminal, each under its kernel's name, and the rows that failed with their reasons. */
    public String text() {
        StringBuilder text = new StringBuilder();
        for (KernelTable table : tables()) {
            text.append(table.kernel()).append(System.lineSeparator()).append(table.text());
            table.failures()
                    .forEach(each -> text.append("  FAILED: ").append(each).append(System.lineSeparator()));
        }
        return text.toString();
    }
}
