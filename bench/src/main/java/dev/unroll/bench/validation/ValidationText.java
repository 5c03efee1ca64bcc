package dev.unroll.bench.validation;

import dev.unroll.backend.Device;
import dev.unroll.conformance.CaseResult;
import dev.unroll.conformance.Comparison;
import dev.unroll.conformance.GoldenResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A validation report as tables for a terminal. */
final class ValidationText {
    private static final int SHOWN_FAILURES = 20;

    private final ValidationReport report;
    private final StringBuilder text = new StringBuilder();

    ValidationText(ValidationReport report) {
        this.report = report;
    }

    @Override
    public String toString() {
        text.setLength(0);
        report.backends().forEach(this::backend);
        report.unreadable().forEach(reason -> line("FAILED: " + reason));
        summary();
        return text.toString();
    }

    private void backend(BackendReport backend) {
        Device device = backend.device();
        String skipped = backend.skipped();
        if (skipped != null || device == null) {
            line(backend.name() + ": " + (backend.requested() ? "FAILED, " : "skipped, ") + skipped);
            line("");
            return;
        }
        line(backend.name() + " on " + device.name()
                + (device.version().isEmpty() ? "" : " (" + device.version() + ")"));
        if (!backend.cases().isEmpty()) {
            cases(backend);
        }
        List<CaseResult> failures = backend.failures();
        failures.stream().limit(SHOWN_FAILURES).forEach(failure -> line("  " + failure));
        if (failures.size() > SHOWN_FAILURES) {
            line("  … and " + (failures.size() - SHOWN_FAILURES) + " more");
        }
        backend.golden().forEach(this::golden);
        if (backend.broken() != null) {
            line("  FAILED: " + backend.broken());
        }
        line("");
    }

    private void cases(BackendReport backend) {
        List<String[]> rows = new ArrayList<>();
        rows.add(new String[] {"kernel", "cases", "failed", "skipped", "worst NMSE", "bound", "where"});
        for (KernelSummary each : KernelSummary.of(backend.cases())) {
            CaseResult worst = each.worst();
            rows.add(new String[] {
                each.kernel(),
                String.valueOf(each.cases()),
                String.valueOf(each.failed()),
                String.valueOf(each.skipped()),
                error(worst.nmse()),
                String.format(Locale.ROOT, "%.0e", worst.bound()),
                worst.nmse() == 0 ? "" : worst.label()
            });
        }
        table(rows, 1, 5);
    }

    private void golden(GoldenResult file) {
        line("");
        line("  " + file.name() + " (" + file.source() + "): " + (file.failed() ? "FAILED" : "ok"));
        List<String[]> rows = new ArrayList<>();
        rows.add(new String[] {"array", "NMSE", "largest error", "at", "computed", "expected", ""});
        for (Comparison each : file.arrays()) {
            rows.add(new String[] {
                each.name(),
                error(each.nmse()),
                error(each.relativeWorst()),
                String.valueOf(each.worstIndex()),
                String.format(Locale.ROOT, "%.9g", each.actual()),
                String.format(Locale.ROOT, "%.9g", each.expected()),
                each.agrees() ? "ok" : "FAILED, " + each.fault()
            });
        }
        table(rows, 1, 5);
    }

    private void summary() {
        for (BackendReport each : report.backends()) {
            if (each.skipped() == null) {
                String golden = each.golden().isEmpty()
                        ? ""
                        : String.format(
                                Locale.ROOT,
                                "; %d golden files, %d arrays, %d failed",
                                each.golden().size(),
                                each.goldenArrays(),
                                each.goldenFailures());
                line(each.name() + ": " + each.cases().size() + " cases, "
                        + each.failures().size() + " failed" + golden
                        + (each.broken() == null ? "" : "; FAILED before its end"));
            }
        }
        line(String.format(
                Locale.ROOT,
                "%s in %.0f s, seed %d, %s set of sizes",
                report.failed() ? "FAILED" : "ok",
                report.seconds(),
                report.seed(),
                report.quick() ? "quick" : "full"));
    }

    private static String error(double value) {
        return Double.isNaN(value) ? "-" : value == 0 ? "0" : String.format(Locale.ROOT, "%.1e", value);
    }

    /** Columns {@code from} to {@code to} are numbers and stand to the right. */
    private void table(List<String[]> rows, int from, int to) {
        int[] widths = new int[rows.get(0).length];
        for (String[] row : rows) {
            for (int c = 0; c < widths.length; c++) {
                widths[c] = Math.max(widths[c], row[c].length());
            }
        }
        for (String[] row : rows) {
            StringBuilder line = new StringBuilder(" ");
            for (int c = 0; c < widths.length; c++) {
                String space = " ".repeat(widths[c] - row[c].length());
                line.append("  ").append(c >= from && c <= to ? space + row[c] : row[c] + space);
            }
            line(line.substring(1).stripTrailing());
        }
    }

    private void line(String content) {
        text.append(content).append(System.lineSeparator());
    }
}
