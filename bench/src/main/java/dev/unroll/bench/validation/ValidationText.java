package dev.unroll.bench.validation;

import dev.unroll.backend.Device;
import dev.unroll.conformance.CaseResult;
import dev.unroll.conformance.Comparison;
import dev.unroll.conformance.DriftResult;
import dev.unroll.conformance.GoldenResult;
import dev.unroll.conformance.PlantedFault;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A validation report as tables for a terminal. */
final class ValidationText {
    private static final int SHOWN_FAILURES = 20;
    private static final int[] DRIFT_STEPS = {1, 10, 100, 250, 500};

    private final ValidationReport report;
    private final StringBuilder text = new StringBuilder();

    ValidationText(ValidationReport report) {
        this.report = report;
    }

    @Override
    public String toString() {
        text.setLength(0);
        PlantedFault planted = report.planted();
        if (planted != null) {
            line("A FAULT IS PLANTED: " + planted.word() + " (" + planted.description()
                    + "), to see whether it is found.");
            line("Nothing below says anything about the backends. It must be blamed on " + planted.kernel()
                    + "; add --plant " + planted.word() + " to run a case again.");
            line("");
        }
        report.backends().forEach(this::backend);
        pairs();
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
        line(backend.label() + " on " + device.name()
                + (device.version().isEmpty() ? "" : " (" + device.version() + ")"));
        if (!backend.cases().isEmpty()) {
            cases(backend);
        }
        drift(backend.drift());
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
        TextTable table = new TextTable(1, 5);
        table.row("kernel", "cases", "failed", "skipped", "worst NMSE", "bound", "where");
        for (KernelSummary each : KernelSummary.of(backend.cases())) {
            CaseResult worst = each.worst();
            table.row(
                    each.kernel(),
                    String.valueOf(each.cases()),
                    String.valueOf(each.failed()),
                    String.valueOf(each.skipped()),
                    error(worst.nmse()),
                    String.format(Locale.ROOT, "%.0e", worst.bound()),
                    worst.nmse() == 0 ? "" : worst.label());
        }
        table.lines().forEach(this::line);
    }

    /** The curves at a few of their steps. */
    private void drift(List<DriftResult> results) {
        List<DriftResult> ran =
                results.stream().filter(each -> !each.gradients().isEmpty()).toList();
        if (ran.isEmpty()) {
            return;
        }
        line("");
        line(
                "  Drift: NMSE of one step's values after so many steps with orthogonal R, h forward, dx backward from the end");
        TextTable table = new TextTable(1, DRIFT_STEPS.length + 1);
        List<String> heading = new ArrayList<>(List.of("steps"));
        for (int step : DRIFT_STEPS) {
            heading.add(String.valueOf(step));
        }
        heading.add("worst");
        heading.add("");
        table.row(heading.toArray(String[]::new));
        for (DriftResult each : ran) {
            curve(table, each.layer().cell() + " h", each.states(), each.bound());
            curve(table, each.layer().cell() + " dx", each.gradients(), each.bound());
        }
        table.lines().forEach(this::line);
    }

    private static void curve(TextTable table, String name, List<Double> errors, double bound) {
        List<String> row = new ArrayList<>(List.of(name));
        for (int step : DRIFT_STEPS) {
            row.add(error(errors.get(step - 1)));
        }
        int worst = 0;
        for (int k = 1; k < errors.size(); k++) {
            if (!(errors.get(k) <= errors.get(worst)) && !Double.isNaN(errors.get(worst))) {
                worst = k;
            }
        }
        double most = errors.get(worst);
        row.add(error(most));
        row.add("at " + (worst + 1) + (most <= bound ? "" : ", FAILED: above " + error(bound)));
        table.row(row.toArray(String[]::new));
    }

    private void pairs() {
        if (report.pairs().isEmpty()) {
            boolean ran =
                    report.backends().stream().anyMatch(each -> !each.cases().isEmpty());
            if (ran) {
                line(
                        "pairs: none to compare with each other: that takes two devices beside the reference, and networks among the cases");
                line("");
            }
            return;
        }
        line("pairs, on whole networks");
        report.pairs().forEach(pair -> line("  " + pair));
        line("");
    }

    private void golden(GoldenResult file) {
        line("");
        line("  " + file.name() + " (" + file.source() + "): " + (file.failed() ? "FAILED" : "ok"));
        TextTable table = new TextTable(1, 5);
        table.row("array", "NMSE", "largest error", "at", "computed", "expected", "");
        for (Comparison each : file.arrays()) {
            table.row(
                    each.name(),
                    error(each.nmse()),
                    error(each.relativeWorst()),
                    String.valueOf(each.worstIndex()),
                    String.format(Locale.ROOT, "%.9g", each.actual()),
                    String.format(Locale.ROOT, "%.9g", each.expected()),
                    each.agrees() ? "ok" : "FAILED, " + each.fault());
        }
        table.lines().forEach(this::line);
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
                line(each.label() + ": " + each.cases().size() + " cases, "
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

    private void line(String content) {
        text.append(content).append(System.lineSeparator());
    }
}
