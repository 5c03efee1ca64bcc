package dev.unroll.bench.report;

import dev.unroll.bench.format.Units;
import dev.unroll.bench.suite.SpeedReport;
import dev.unroll.bench.validation.BackendReport;
import dev.unroll.bench.validation.ValidationReport;
import dev.unroll.conformance.CaseResult;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a reader wants to know first, in large figures. */
final class Tiles {
    private final @Nullable ValidationReport validation;
    private final @Nullable SpeedReport speed;
    private final List<SpeedGroup> groups;
    private final Contenders contenders;
    private final Html html;

    Tiles(
            @Nullable ValidationReport validation,
            @Nullable SpeedReport speed,
            List<SpeedGroup> groups,
            Contenders contenders,
            Html html) {
        this.validation = validation;
        this.speed = speed;
        this.groups = groups;
        this.contenders = contenders;
        this.html = html;
    }

    void write() {
        html.open("ul", "class", "tiles");
        if (validation != null) {
            verdict(validation);
            worst(validation);
        }
        PeerSummary.of(groups, contenders).stream()
                .filter(each -> !each.contender().equals(Contenders.REFERENCE))
                .limit(3)
                .forEach(this::peer);
        if (speed != null) {
            rows(speed);
            peak(speed);
        }
        html.close();
    }

    private void tile(String look, String figure, String what, String detail) {
        html.open("li", "class", look)
                .element("b", figure)
                .element("span", what, "class", "what")
                .element("span", detail, "class", "detail")
                .close();
    }

    private void verdict(ValidationReport report) {
        long cases = report.backends().stream()
                .mapToLong(each -> each.cases().size())
                .sum();
        long failed = report.backends().stream()
                .mapToLong(each -> each.failures().size())
                .sum();
        long ran = report.backends().stream()
                .filter(each -> each.skipped() == null)
                .count();
        String on = Units.count(cases, "case") + " on " + Units.count(ran, "backend");
        if (report.failed()) {
            String what = report.planted() == null ? "validation" : "with a planted fault";
            tile("bad", failed > 0 ? Units.count(failed) + " failed" : "failed", what, "of " + on);
        } else {
            tile("good", "all agree", "validation", on);
        }
    }

    private void worst(ValidationReport report) {
        report.backends().stream()
                .map(BackendReport::cases)
                .flatMap(List::stream)
                .filter(each -> each.nmse() > 0)
                .max(Comparator.comparingDouble(each -> each.nmse() / each.bound()))
                .ifPresent(each -> tile(
                        "plain",
                        Units.error(each.nmse()),
                        "largest error beside its bound",
                        name(each) + ", bound " + Units.bound(each.bound())));
    }

    private static String name(CaseResult result) {
        return result.backend() + " " + result.kernel();
    }

    private void peer(PeerSummary summary) {
        tile(
                "plain",
                Units.ratio(summary.all().mean()),
                summary.contender() + " beside " + summary.peer() + ", "
                        + summary.mode().word(),
                summary.all().fasterIn()
                        + (summary.byShape().size() > 1
                                ? "; geometric mean, by shape " + summary.means()
                                : "; geometric mean"));
    }

    private void rows(SpeedReport report) {
        List<Doubts> doubts = Stream.concat(
                        report.rows().stream().map(Doubts::of),
                        report.kernels().stream().map(Doubts::of))
                .toList();
        long failed = doubts.stream().filter(Doubts::failed).count();
        long disturbed = doubts.stream().filter(Doubts::disturbed).count();
        long unsteady = doubts.stream().filter(Doubts::unsteady).count();
        String rest = Units.count(disturbed) + " disturbed, " + Units.count(unsteady) + " unsteady, "
                + Units.duration(report.seconds());
        String all =
                Units.count(report.finished()) + (report.isPartial() ? " of " + Units.count(report.planned()) : "");
        if (failed > 0) {
            tile("bad", Units.count(failed) + " failed", "of " + all + " rows timed", rest);
        } else {
            tile("plain", all, report.isPartial() ? "rows timed: interrupted" : "rows timed", rest);
        }
    }

    private void peak(SpeedReport report) {
        if (!report.peaks().isEmpty()) {
            var most = new TreeMap<>(report.peaks()).lastEntry();
            tile(
                    "plain",
                    Units.digits(most.getValue()),
                    "GFLOP/s at the peak",
                    "fused multiply-adds, " + Units.count(most.getKey(), "thread"));
        }
    }
}
