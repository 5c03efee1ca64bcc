package dev.unroll.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.backend.CellType;
import dev.unroll.bench.suite.Row;
import dev.unroll.bench.suite.SpeedReport;
import dev.unroll.bench.suite.StepLimits;
import dev.unroll.bench.validation.BackendReport;
import dev.unroll.bench.validation.ValidationReport;
import dev.unroll.bench.workload.Mode;
import dev.unroll.conformance.CaseResult;
import dev.unroll.io.CheckpointException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HtmlReportTest {
    /** Everything by which a page or its style makes a browser fetch or run something. */
    private static final Pattern REFERENCE = Pattern.compile(
            "\\b(?:src|srcset|href|data|poster|action|background)\\s*=\\s*[\"']([^\"']*)|url\\(([^)]*)\\)|(@import[^;]*)"
                    + "|(<(?:script|iframe|object|embed|link|base)\\b)",
            Pattern.CASE_INSENSITIVE);

    private static final String FULL = SampleReport.full().html();

    private static List<String> external(String html) {
        List<String> found = new ArrayList<>();
        Matcher matcher = REFERENCE.matcher(html);
        while (matcher.find()) {
            for (int group = 1; group <= matcher.groupCount(); group++) {
                String target = matcher.group(group);
                if (target != null && !target.startsWith("#")) {
                    found.add(matcher.group());
                }
            }
        }
        return found;
    }

    private static RunReport with(@Nullable SpeedReport speed) {
        return new RunReport(SampleReport.MACHINE, "./rnn bench", null, speed);
    }

    private static SpeedReport speed(Row... rows) {
        return new SpeedReport(
                "./rnn bench",
                List.of(rows),
                List.of(),
                Map.of(),
                StepLimits.NONE,
                Map.of("libtorch", "2.10"),
                rows.length,
                1);
    }

    private static Row row(String contender, int threads, double flopsPerSecond) {
        return SampleReport.row(contender, SampleReport.SMALL, CellType.GRU, Mode.INFER, threads, 1e9, flopsPerSecond);
    }

    @Test
    void thePageRefersToNothingOutsideItself() {
        assertEquals(List.of(), external(FULL));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<img src=\"logo.png\">",
                "<a href='https://example.com'>",
                "<style>@import 'a.css';</style>",
                "<p style=\"background: url(a.png)\">",
                "<script>fetch()</script>",
                "<link rel=stylesheet>"
            })
    void aPlantedReferenceIsFound(String planted) {
        assertEquals(1, external(FULL + planted).size());
    }

    /** Well-formed, so that no foreign text can have opened or closed an element. */
    @Test
    void foreignTextsAreTextsOnThePage() throws Exception {
        String evil = "</td><script>alert('x')</script>\" onload=\"x & \u0007\u001b[31m";
        Row failed = SampleReport.failed(row(evil, 1, 1e9).measurement(), evil);
        RunReport report =
                new RunReport(SampleReport.MACHINE, evil, SampleReport.validation(3), speed(failed, row(evil, 2, 1e9)));
        String html = report.html();
        assertFalse(html.contains("<script"));
        byte[] xml = html.replace("<!DOCTYPE html>\n", "").getBytes(StandardCharsets.UTF_8);
        String text = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(xml))
                .getDocumentElement()
                .getTextContent();
        assertTrue(text.contains("</td><script>alert('x')</script>\" onload=\"x & \uFFFD\uFFFD[31m"), text);
        assertTrue(text.contains("<planted>"), text);
    }

    @Test
    void aRatioIsThePeersMedianOverOurs() {
        String html = with(speed(row("cpu", 2, 5e9), row("libtorch", 2, 2e9))).html();
        assertTrue(html.contains("<tspan>2.5x libtorch</tspan>"), html);
        assertTrue(html.contains("<td class=\"number ratio\">2.5x</td>"), html);
        assertTrue(html.contains("<b>2.5x</b>"), html);
    }

    @Test
    void onlyRowsOfTheSameThreadsAreCompared() {
        String html = with(speed(row("cpu", 1, 5e9), row("libtorch", 2, 2e9))).html();
        assertFalse(html.contains("<tspan>"), html);
    }

    /** A GPU does not count threads, and is timed once. */
    @Test
    void aDeviceWithoutThreadsStandsBesideTheLargestNumberAlone() {
        String html = with(speed(row("cuda", 0, 8e9), row("libtorch", 1, 2e9), row("libtorch", 2, 4e9)))
                .html();
        assertFalse(html.contains("4.0x"), html);
        assertTrue(html.contains("<tspan>2.0x libtorch</tspan>"), html);
        assertTrue(html.contains("faster in 1 of 1 row"), html);
        assertFalse(html.contains("0 threads"), html);
    }

    @Test
    void theReferenceSharesATableWithTheCpuAndSaysThatItHasOneThread() {
        RunReport report = with(speed(row("reference", 1, 1e9), row("cpu", 2, 4e9)));
        assertEquals(1, report.html().split("<article", -1).length - 1, report.html());
        assertTrue(report.html().contains("<span class=\"own\">(1 thread)</span>"), report.html());
        assertTrue(report.text().contains("infer, 2 threads"), report.text());
        assertTrue(report.text().contains("reference (1 thread)"), report.text());
    }

    @Test
    void devicesAloneHaveNoNumberOfThreads() {
        String text = with(speed(row("cuda", 0, 8e9), row("reference", 1, 1e9))).text();
        assertTrue(text.lines().anyMatch("  infer"::equals), text);
    }

    @Test
    void aRunThatWasStoppedSaysHowFarItCame() {
        RunReport report = with(new SpeedReport(
                "./rnn bench", List.of(row("cpu", 2, 5e9)), List.of(), Map.of(), StepLimits.NONE, Map.of(), 83, 1));
        assertTrue(report.html().contains("interrupted: 1 of 83 rows"), report.html());
        assertTrue(report.html().contains("<b>1 of 83</b>"), report.html());
        assertTrue(report.text().contains("interrupted: 1 of 83 rows"), report.text());
        assertFalse(with(speed(row("cpu", 2, 5e9))).text().contains("interrupted"));
    }

    @Test
    void aRowWhoseIterationsDifferIsMarked() {
        assertTrue(FULL.contains("title=\"unsteady: measure it again\">≈</abbr>"), FULL);
        assertTrue(FULL.contains("1 disturbed, 1 unsteady"), FULL);
    }

    @Test
    void aRowThatFailedKeepsItsReasonAndComparesWithNothing() {
        Row failed = SampleReport.failed(row("libtorch", 2, 1e9).measurement(), "device lost");
        String html = with(speed(row("cpu", 2, 5e9), failed)).html();
        assertTrue(html.contains("<b>failed</b>: device lost</td>"), html);
        assertFalse(html.contains("<tspan>"), html);
        assertFalse(html.contains("NaN"), html);
    }

    @Test
    void whereEveryRowFailedThereIsStillAPage() {
        String html = with(speed(SampleReport.failed(row("cpu", 2, 1e9).measurement(), "no memory")))
                .html();
        assertTrue(html.contains("no memory"), html);
        assertFalse(html.contains("NaN") || html.contains("Infinity"), html);
    }

    @Test
    void theLimitOfAStepIsShownAndDefined() {
        assertTrue(FULL.contains("<th scope=\"col\" class=\"number\">x limit</th>"), FULL);
        assertTrue(FULL.contains("<td class=\"number\">3.31 µs</td>"), FULL);
        assertTrue(FULL.contains("<dt>limit</dt>") && FULL.contains("<dt>x limit</dt>"), FULL);
        assertTrue(FULL.contains("since caches decide: 64.0 to 80.0 GB/s."), FULL);
        Row row = SampleReport.row("cpu", SampleReport.SMALL, CellType.GRU, Mode.STEP, 1, 1e6, 1e9);
        String unmeasured = with(speed(row)).html();
        assertTrue(unmeasured.contains("since caches decide; it could not be measured here."), unmeasured);
        assertFalse(unmeasured.contains("NaN"), unmeasured);
    }

    @Test
    void eitherPartMayBeAbsent() {
        String speed = with(SampleReport.speed()).html();
        assertTrue(speed.contains("id=\"speed\"") && !speed.contains("id=\"validation\""));
        String agreement =
                new RunReport(SampleReport.MACHINE, "./rnn validate", SampleReport.validation(0), null).html();
        assertTrue(agreement.contains("id=\"validation\"") && !agreement.contains("id=\"speed\""));
        assertTrue(with(null).html().contains("compared and timed nothing"));
        assertTrue(with(speed()).html().contains("Nothing was timed."));
    }

    @Test
    void failedCasesSayHowToRunThemAgain() {
        String html = new RunReport(SampleReport.MACHINE, "", SampleReport.validation(1), null).html();
        assertTrue(
                html.contains("<code>./rnn validate --backend &lt;planted&gt; --kernel &quot;gemm 64x0x33 TN&quot;"
                        + " --seed 1</code>"),
                html);
    }

    @Test
    void aKernelThatFailsEverywhereDoesNotHideTheNext() {
        List<BackendReport> backends = new ArrayList<>();
        for (BackendReport each : SampleReport.validation(500).backends()) {
            List<CaseResult> cases = new ArrayList<>(each.cases());
            cases.addAll(SampleReport.failures("adamStep", 2));
            backends.add(new BackendReport(
                    each.name(), each.device(), each.skipped(), null, false, cases, List.of(), List.of()));
        }
        ValidationReport many = new ValidationReport(true, 1, 1, null, backends.subList(1, 2), List.of(), List.of());
        String html = new RunReport(SampleReport.MACHINE, "", many, null).html();
        int second = html.indexOf("adamStep 64x1x33 TN</b>");
        assertTrue(second > 0 && second < html.indexOf("gemm 64x2x33 TN</b>"), html);
    }

    @Test
    void thousandsOfCasesAndFailuresMakeNoLargerPage() {
        String some = new RunReport(SampleReport.MACHINE, "", SampleReport.validation(50), null).html();
        String many = new RunReport(SampleReport.MACHINE, "", SampleReport.validation(5_000), null).html();
        assertTrue(many.contains("… and 4,950 more"), "says what it leaves out");
        assertTrue(many.length() < some.length() + 500, many.length() + " and " + some.length());
    }

    @Test
    void theFileIsReplacedAsAWhole(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("report.html"), "old");
        with(null).writeHtml(file);
        assertEquals(with(null).html(), Files.readString(file));
        Path nowhere = folder.resolve("none").resolve("report.html");
        String message = String.valueOf(
                assertThrows(CheckpointException.class, () -> with(null).writeHtml(nowhere))
                        .getMessage());
        assertTrue(message.contains("its folder does not exist, make it first"), message);
    }
}
