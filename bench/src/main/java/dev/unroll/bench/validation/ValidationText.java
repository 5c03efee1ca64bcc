package dev.unroll.bench.validation;

import dev.unroll.backend.Device;
import dev.unroll.bench.format.TextTable;
import dev.unroll.bench.format.Units;
import dev.unroll.conformance.CaseResult;
import dev.unroll.conformance.Comparison;
import dev.unroll.conformance.GoldenResult;
import dev.unroll.conformance.PlantedFault;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** A validation report as tables for a terminal. */
final class ValidationText {
    private static final int SHOWN_FAILURES = 5;

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
        if (!backend.judgement().isEmpty()) {
            line("  " + backend.judgement());
        }
        if (!backend.cases().isEmpty()) {
            cases(backend);
        }
        DriftText.of(backend.drift()).forEach(this::line);
        skips(backend);
        failures(backend);
        backend.golden().forEach(this::golden);
        if (backend.broken() != null) {
            line("  FAILED: " + backend.broken());
        }
        line("");
    }

    private void cases(BackendReport backend) {
        TextTable table =
                new TextTable("kernel", "cases", "failed", "skipped", "worst NMSE", "bound", "where").indent(2);
        for (KernelSummary each : KernelSummary.of(backend.cases())) {
            CaseResult worst = each.worst();
            table.row(
                    each.kernel(),
                    String.valueOf(each.cases()),
                    String.valueOf(each.failed()),
                    String.valueOf(each.skipped()),
                    Units.error(worst.nmse()),
                    Units.bound(worst.bound()),
                    worst.nmse() == 0 ? "" : worst.label());
        }
        text.append(table);
    }

    private void skips(BackendReport backend) {
        Map<String, Long> counts = backend.cases().stream()
                .filter(each -> each.outcome() == CaseResult.Outcome.SKIPPED)
                .collect(Collectors.groupingBy(
                        each -> each.kernel() + ": " + each.detail(), LinkedHashMap::new, Collectors.counting()));
        counts.forEach((reason, count) -> line("  " + count + " skipped of " + reason));
    }

    /** A few of each kernel, so that one that fails everywhere does not hide the next. */
    private void failures(BackendReport backend) {
        for (KernelSummary each : KernelSummary.of(backend.failures())) {
            backend.failures().stream()
                    .filter(failure -> failure.kernel().equals(each.kernel()))
                    .limit(SHOWN_FAILURES)
                    .forEach(failure -> line("  " + failure));
            if (each.failed() > SHOWN_FAILURES) {
                line("  … and " + (each.failed() - SHOWN_FAILURES) + " more of " + each.kernel());
            }
        }
    }

    private void pairs() {
        if (report.pairs().isEmpty()) {
            boolean ran =
                    report.backends().stream().anyMatch(each -> !each.cases().isEmpty());
            if (ran) {
                line("pairs: none, since fewer than two devices beside the reference ran a network");
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
        TextTable table = new TextTable("array", "NMSE", "largest error", "at", "computed", "expected", "").indent(2);
        for (Comparison each : file.arrays()) {
            table.row(
                    each.name(),
                    Units.error(each.nmse()),
                    Units.error(each.relativeWorst()),
                    String.valueOf(each.worstIndex()),
                    String.format(Locale.ROOT, "%.9g", each.actual()),
                    String.format(Locale.ROOT, "%.9g", each.expected()),
                    each.agrees() ? "ok" : "FAILED, " + each.fault());
        }
        text.append(table);
    }

    private void summary() {
        for (BackendReport each : report.backends()) {
            if (each.skipped() == null) {
                line(each.label() + ": " + each.cases().size() + " cases, "
                        + each.failures().size() + " failed" + blamed(each) + goldenSummary(each)
                        + (each.broken() == null ? "" : "; FAILED before its end"));
            }
        }
        line(String.format(
                Locale.ROOT,
                "%s in %.0f s, seed %d, %s set of sizes%s",
                report.failed() ? "FAILED" : "ok",
                report.seconds(),
                report.seed(),
                report.quick() ? "quick" : "full",
                plantSummary()));
    }

    /** Which kernels failed how often. */
    private static String blamed(BackendReport backend) {
        String kernels = KernelSummary.of(backend.failures()).stream()
                .map(each -> each.kernel() + " " + each.failed())
                .collect(Collectors.joining(", "));
        return kernels.isEmpty() ? "" : " (" + kernels + ")";
    }

    private static String goldenSummary(BackendReport backend) {
        return backend.golden().isEmpty()
                ? ""
                : String.format(
                        Locale.ROOT,
                        "; %d golden files, %d arrays, %d failed",
                        backend.golden().size(),
                        backend.goldenArrays(),
                        backend.goldenFailures());
    }

    /** Whether the fault that was planted is blamed on its kernel everywhere. */
    private String plantSummary() {
        PlantedFault planted = report.planted();
        if (planted == null) {
            return "";
        }
        List<String> missed = report.backends().stream()
                .filter(each -> each.skipped() == null)
                .filter(each -> each.failures().stream()
                        .noneMatch(failure -> failure.kernel().equals(planted.kernel())))
                .map(BackendReport::label)
                .toList();
        return "; the planted fault " + planted.word()
                + (missed.isEmpty()
                        ? " was found in " + planted.kernel()
                        : " WAS NOT FOUND in " + planted.kernel() + " of " + String.join(", ", missed));
    }

    private void line(String content) {
        text.append(content).append(System.lineSeparator());
    }
}
