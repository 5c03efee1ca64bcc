package dev.unroll.bench.report;

import dev.unroll.bench.suite.SpeedReport;
import dev.unroll.bench.validation.ValidationReport;
import java.util.List;

/** A report as one page with its style and drawings in it. */
final class HtmlReport {
    private final RunReport report;
    private final Contenders contenders;
    private final Html html = new Html();

    HtmlReport(RunReport report) {
        this.report = report;
        this.contenders = Contenders.of(report.validation(), report.speed());
        page();
    }

    private void page() {
        PageHead.write(subtitle() + ", " + report.machine().date(), "", html);
        Legend.patterns(html);
        ValidationReport validation = report.validation();
        SpeedReport speed = report.speed();
        List<SpeedGroup> groups = speed == null ? List.of() : SpeedGroup.of(speed, contenders);
        html.open("header").open("div", "class", "inside");
        html.element("p", "Unroll", "class", "brand").element("h1", subtitle());
        html.element(
                "p", report.machine().processor() + " · " + report.machine().date(), "class", "when");
        new Tiles(validation, speed, groups, contenders, html).write();
        navigation();
        html.close().close();
        html.open("main", "class", "inside");
        new MachineSection(report, html).write();
        if (speed != null) {
            new SpeedSection(speed, groups, contenders, html).write();
        }
        if (validation != null) {
            new ValidationSection(validation, html).write();
            new DriftSection(validation, contenders, html).write();
        }
        if (speed == null && validation == null) {
            html.element("p", "This run compared and timed nothing.", "class", "note");
        }
        html.close().close().close();
    }

    private void navigation() {
        html.open("nav", "aria-label", "Parts of this page").open("ul");
        link("machine", "Machine");
        if (report.speed() != null) {
            link("speed", "Speed");
        }
        ValidationReport validation = report.validation();
        if (validation != null) {
            link("validation", "Agreement");
            if (!new DriftSection(validation, contenders, html).isEmpty()) {
                link("drift", "Drift");
            }
        }
        html.close().close();
    }

    private void link(String id, String name) {
        html.open("li").element("a", name, "href", "#" + id).close();
    }

    private String subtitle() {
        boolean agreement = report.validation() != null;
        boolean speed = report.speed() != null;
        return agreement && speed ? "Speed and agreement" : speed ? "Speed" : agreement ? "Agreement" : "Report";
    }

    @Override
    public String toString() {
        return html.toString();
    }
}
