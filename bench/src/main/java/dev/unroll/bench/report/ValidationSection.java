package dev.unroll.bench.report;

import dev.unroll.backend.Device;
import dev.unroll.bench.format.Units;
import dev.unroll.bench.validation.BackendReport;
import dev.unroll.bench.validation.KernelSummary;
import dev.unroll.bench.validation.ValidationReport;
import dev.unroll.conformance.CaseResult;
import dev.unroll.conformance.Comparison;
import dev.unroll.conformance.GoldenResult;
import dev.unroll.conformance.PairResult;
import dev.unroll.conformance.PlantedFault;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Whether the backends agree: a row for each kernel, not for each case, of which there are thousands; and what failed. */
final class ValidationSection {
    static final int SHOWN_FAILURES = 50;
    /** The others are folded away. */
    private static final int OPEN_FAILURES = 8;

    private final ValidationReport report;
    private final Html html;

    ValidationSection(ValidationReport report, Html html) {
        this.report = report;
        this.html = html;
    }

    void write() {
        html.open("section", "id", "validation").element("h2", "Agreement with the reference");
        html.element(
                "p",
                "Every kernel and whole networks of each backend, against scalar code in double precision. An error is the normalised mean"
                        + " squared error of an array, NMSE = Σ(a−b)² / Σb²; one above its bound, a NaN too many or too few, or a"
                        + " write outside the array fails the case. "
                        + (report.quick() ? "Quick" : "Full") + " set of sizes, seed " + report.seed() + ", "
                        + Units.duration(report.seconds()) + ".",
                "class",
                "note");
        PlantedFault planted = report.planted();
        if (planted != null) {
            problem(
                    "A fault is planted",
                    planted.word() + " (" + planted.description() + "), to see whether it is found and blamed on "
                            + planted.kernel() + ". Nothing below says anything about the backends.");
        }
        report.unreadable().forEach(reason -> problem("Golden file", reason));
        failures();
        report.backends().stream()
                .sorted(Comparator.comparing(each -> each.device() == null))
                .forEach(this::backend);
        pairs();
        html.close();
    }

    private void problem(String what, String reason) {
        html.open("p", "class", "problem")
                .element("b", what)
                .text(": " + reason)
                .close();
    }

    private void failures() {
        List<CaseResult> failures = report.backends().stream()
                .flatMap(each -> each.failures().stream())
                .toList();
        if (failures.isEmpty()) {
            return;
        }
        html.element("h3", Units.count(failures.size(), "failed case"));
        List<CaseResult> shown = eachKernelFirst(failures).subList(0, Math.min(SHOWN_FAILURES, failures.size()));
        int open = Math.min(OPEN_FAILURES, shown.size());
        list(shown.subList(0, open));
        if (open < shown.size()) {
            html.open("details").element("summary", Units.count(shown.size() - open) + " more");
            list(shown.subList(open, shown.size()));
            html.close();
        }
        if (shown.size() < failures.size()) {
            html.element(
                    "p",
                    "… and " + Units.count(failures.size() - shown.size()) + " more that are not on this page.",
                    "class",
                    "note");
        }
    }

    /** The first failure of each backend and kernel, then the second of each: one that fails everywhere does not hide the next. */
    private static List<CaseResult> eachKernelFirst(List<CaseResult> failures) {
        Map<String, Integer> seen = new HashMap<>();
        Map<Integer, List<CaseResult>> rounds = new TreeMap<>();
        for (CaseResult each : failures) {
            int round = seen.merge(each.backend() + " " + each.kernel(), 1, Integer::sum);
            rounds.computeIfAbsent(round, key -> new ArrayList<>()).add(each);
        }
        return rounds.values().stream().flatMap(List::stream).toList();
    }

    private void list(List<CaseResult> failures) {
        html.open("ol", "class", "failures");
        failures.forEach(this::failure);
        html.close();
    }

    private void failure(CaseResult failure) {
        String implementation = failure.implementation().isEmpty() ? "" : failure.implementation() + " on ";
        html.open("li").open("p");
        html.element("b", failure.backend() + " " + failure.kernel() + " " + failure.label())
                .text(": " + failure.detail())
                .close();
        html.element("p", implementation + failure.device().name() + ", seed " + failure.seed(), "class", "note");
        html.open("p").text("again: ").element("code", failure.rerun()).close().close();
    }

    private void backend(BackendReport backend) {
        Device device = backend.device();
        String broken = backend.broken();
        html.open("h3").text(backend.label());
        verdict(backend);
        html.close();
        if (device == null) {
            String reason = String.valueOf(backend.skipped());
            if (backend.requested()) {
                problem("Not available", reason);
            } else {
                html.element("p", "Not available: " + reason, "class", "note");
            }
            return;
        }
        html.element("p", device.name() + (device.version().isEmpty() ? "" : ", " + device.version()), "class", "note");
        if (!backend.judgement().isEmpty()) {
            html.element("p", backend.judgement(), "class", "note");
        }
        if (broken != null) {
            problem("Ended before its end", broken);
        }
        kernels(backend);
        golden(backend);
    }

    private void verdict(BackendReport backend) {
        boolean skipped = backend.skipped() != null && !backend.requested();
        String word = skipped ? "skipped" : backend.failed() ? "failed" : "agrees";
        html.element("span", word, "class", "verdict " + (skipped ? "none" : backend.failed() ? "bad" : "good"));
    }

    private void kernels(BackendReport backend) {
        if (backend.cases().isEmpty()) {
            return;
        }
        if (backend.cases().stream().allMatch(each -> !each.failed() && each.nmse() == 0)) {
            html.element("p", Units.count(backend.cases().size(), "case") + ", every number equal.");
            return;
        }
        Tables.open("Cases of " + backend.label() + " by kernel", html);
        Tables.heads(List.of("kernel", "cases", "failed", "skipped", "worst NMSE", "bound", "where"), 1, 5, html);
        html.open("tbody");
        for (KernelSummary each : KernelSummary.of(backend.cases())) {
            CaseResult worst = each.worst();
            html.open("tr", "class", each.failed() > 0 ? "failed" : "row");
            html.element("th", each.kernel(), "scope", "row");
            Tables.numbers(
                    List.of(
                            Units.count(each.cases()),
                            Units.count(each.failed()),
                            Units.count(each.skipped()),
                            Units.error(worst.nmse()),
                            Units.bound(worst.bound())),
                    html);
            html.element("td", worst.nmse() == 0 ? "" : worst.label(), "class", "where")
                    .close();
        }
        html.close();
        Tables.close(html);
    }

    private void golden(BackendReport backend) {
        if (backend.golden().isEmpty()) {
            return;
        }
        html.element("p", "Networks that another framework computed:", "class", "note");
        Tables.open("Golden files of " + backend.label(), html);
        Tables.heads(List.of("golden file", "arrays", "failed", "worst NMSE", "where"), 1, 3, html);
        html.open("tbody");
        for (GoldenResult each : backend.golden()) {
            Comparison worst = each.arrays().stream()
                    .max(Comparator.comparing(ValidationSection::severity))
                    .orElse(null);
            html.open("tr", "class", each.failed() ? "failed" : "row").element("th", each.name(), "scope", "row");
            Tables.numbers(
                    List.of(
                            Units.count(each.arrays().size()),
                            Units.count(each.arrays().stream()
                                    .filter(array -> !array.agrees())
                                    .count()),
                            Units.error(worst == null ? Double.NaN : worst.nmse())),
                    html);
            String where = worst == null ? "" : worst.name() + (worst.agrees() ? "" : ": " + worst.fault());
            html.element("td", where, "class", "where").close();
        }
        html.close();
        Tables.close(html);
    }

    private static double severity(Comparison array) {
        double size = Double.isNaN(array.nmse()) ? Double.POSITIVE_INFINITY : array.nmse();
        return array.agrees() ? -1 / (1 + size) : size;
    }

    private void pairs() {
        if (report.pairs().isEmpty()) {
            return;
        }
        html.element("h3", "Backends with each other");
        html.element(
                "p",
                "Two that agree with the reference may still err to opposite sides. The arrays of the same networks, compared directly.",
                "class",
                "note");
        Tables.open("Pairs of backends", html);
        Tables.heads(List.of("pair", "networks", "arrays outside", "worst NMSE", "bound", "where"), 1, 4, html);
        html.open("tbody");
        report.pairs().forEach(this::pair);
        html.close();
        Tables.close(html);
    }

    private void pair(PairResult pair) {
        PairResult.Difference worst = pair.worst();
        html.open("tr", "class", pair.failed() ? "failed" : "row");
        html.element("th", pair.first() + " and " + pair.second(), "scope", "row");
        Tables.numbers(
                List.of(
                        Units.count(pair.networks()),
                        Units.count(pair.disagreements().size()),
                        Units.error(
                                worst == null ? Double.NaN : worst.comparison().nmse()),
                        worst == null
                                ? Units.NONE
                                : Units.bound(worst.comparison().bound())),
                html);
        html.open("td", "class", "where");
        if (worst != null) {
            html.text(worst.comparison().name() + " of " + worst.network());
            if (pair.failed()) {
                html.text("; again: ").element("code", worst.rerun());
            }
        }
        html.close().close();
    }
}
