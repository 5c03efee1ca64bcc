package dev.unroll.bench.report;

import dev.unroll.bench.suite.SpeedReport;
import dev.unroll.bench.validation.ValidationReport;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

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
        html.open("html", "lang", "en").open("head");
        html.empty("meta", "charset", "utf-8");
        html.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
        html.empty("meta", "name", "color-scheme", "content", "light dark");
        html.element("title", "Unroll: " + subtitle() + ", " + report.machine().date());
        html.style(css()).close();
        html.open("body");
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

    private static String css() {
        try (InputStream in = Objects.requireNonNull(
                HtmlReport.class.getResourceAsStream("report.css"), "report.css is not beside HtmlReport")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("report.css cannot be read", e);
        }
    }

    @Override
    public String toString() {
        return html.toString();
    }
}
