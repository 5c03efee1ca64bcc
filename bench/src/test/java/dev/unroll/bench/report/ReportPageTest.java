package dev.unroll.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.bench.format.Units;
import dev.unroll.bench.suite.Row;
import dev.unroll.bench.workload.Mode;
import dev.unroll.browser.Browser;
import dev.unroll.browser.Browsers;
import dev.unroll.browser.PageChecks;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The page as a browser lays it out, on a desk and on a phone. */
class ReportPageTest {
    @TempDir
    static Path folder;

    private static Browser browser;
    private static URI page;

    @BeforeAll
    static void openBrowser() throws IOException {
        browser = Browsers.open();
        Path file = folder.resolve("report.html");
        SampleReport.full().writeHtml(file);
        page = file.toUri();
    }

    @AfterAll
    static void closeBrowser() {
        if (browser != null) {
            browser.close();
        }
    }

    private static void show(int width) {
        browser.screen(width, 800);
        browser.open(page);
    }

    @ParameterizedTest
    @ValueSource(ints = {1280, 360})
    void thePageNeverScrollsSideways(int width) {
        show(width);
        assertEquals((long) width, number("return document.documentElement.clientWidth"));
        assertEquals((long) width, number("return document.documentElement.scrollWidth"));
    }

    @ParameterizedTest
    @ValueSource(ints = {1280, 360})
    void nothingSticksOutOfTheBoxesThatScroll(int width) {
        show(width);
        assertEquals(List.of(), browser.run(PageChecks.STICKING_OUT));
    }

    @ParameterizedTest
    @ValueSource(ints = {1280, 360})
    void everyTextIsLargeEnough(int width) {
        show(width);
        assertEquals(List.of(), browser.run(PageChecks.SMALL_TEXTS));
    }

    @ParameterizedTest
    @ValueSource(ints = {1280, 360})
    void everyChartAndBarHasASize(int width) {
        show(width);
        assertEquals(
                6L + 16L,
                number("return document.querySelectorAll('svg[role=img]').length"),
                "a chart for each group, four for each cell");
        assertEquals(
                List.of(),
                browser.run("return [...document.querySelectorAll('svg[role=img], .bars .length, .curves .line')]"
                        + ".filter(e => { const b = e.getBoundingClientRect(); return !(b.width > 0 && b.height > 0) })"
                        + ".map(e => e.outerHTML)"));
    }

    /** Labels over the bars stand side by side; on a phone they could run into each other. */
    @ParameterizedTest
    @ValueSource(ints = {1280, 360})
    void labelsOfBarsDoNotOverlap(int width) {
        show(width);
        assertEquals(
                List.of(),
                browser.run("return [...document.querySelectorAll('.bars .bar')].filter(g => {"
                        + " const [name, value] = g.querySelectorAll('text');"
                        + " return name.getBoundingClientRect().right > value.getBoundingClientRect().left })"
                        + ".map(g => g.textContent)"));
    }

    @Test
    void tablesHoldTheNumbersOfTheRows() {
        show(1280);
        List<String> medians = new ArrayList<>();
        for (SpeedGroup group : SpeedGroup.of(SampleReport.speed(), contenders())) {
            for (List<Row> rows : group.cells().values()) {
                for (Row row : rows) {
                    medians.add(
                            row.failure() != null
                                    ? "failed: " + row.failure()
                                    : (Doubts.of(row).unsteady() ? "≈ " : "")
                                            + (group.mode() == Mode.STEP
                                                    ? Units.micros(row.median())
                                                    : Units.time(row.median())));
                }
            }
        }
        assertEquals(
                medians,
                browser.run("return [...document.querySelectorAll('.group tbody tr:not(.cell)')]"
                        + ".map(row => row.cells[1].innerText)"));
    }

    /** Widths of bars are in proportion to the speeds. */
    @Test
    void barsAreAsLongAsTheirRowsAreFast() {
        show(1280);
        SpeedGroup first = SpeedGroup.of(SampleReport.speed(), contenders()).get(0);
        List<Row> rows = first.cells().values().iterator().next();
        List<?> widths = (List<?>) browser.run("return [...document.querySelector('.bars').querySelectorAll('.length')]"
                + ".slice(0, 2).map(bar => bar.getBoundingClientRect().width)");
        double expected = rows.get(0).gflops() / rows.get(1).gflops();
        assertEquals(expected, ((Number) widths.get(0)).doubleValue() / ((Number) widths.get(1)).doubleValue(), 0.01);
    }

    @ParameterizedTest
    @CsvSource({"false", "true"})
    void textsStandOutFromTheirBackgrounds(boolean dark) {
        browser.dark(dark);
        show(1280);
        assertEquals(List.of(), browser.run(PageChecks.CONTRAST), "contrast below 4.5");
        browser.dark(false);
    }

    @Test
    void nothingIsFetchedAndNothingIsLogged() {
        browser.log();
        show(1280);
        assertEquals(List.of(), browser.run("return performance.getEntriesByType('resource').map(e => e.name)"));
        assertEquals(List.of(), browser.log());
    }

    /** That the test above can fail. */
    @Test
    void aPlantedReferenceIsNoticed() throws IOException {
        Path planted = folder.resolve("planted.html");
        String image = "<img src=\"http://example.com/logo.png\"/></body>";
        Files.writeString(planted, SampleReport.full().html().replace("</body>", image));
        browser.log();
        browser.open(planted.toUri());
        assertTrue(String.valueOf(browser.log()).contains("ERR_NAME_NOT_RESOLVED"));
    }

    private static Contenders contenders() {
        return Contenders.of(
                SampleReport.full().validation(), SampleReport.full().speed());
    }

    private static long number(String script) {
        return ((Number) browser.run(script)).longValue();
    }
}
