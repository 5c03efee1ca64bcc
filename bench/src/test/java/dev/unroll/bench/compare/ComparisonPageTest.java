package dev.unroll.bench.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.backend.CellType;
import dev.unroll.browser.Browser;
import dev.unroll.browser.Browsers;
import dev.unroll.browser.PageChecks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The page as a browser shows it. */
class ComparisonPageTest {
    private static final TextComparison TEXT = SampleComparison.run(SampleComparison.plan(3, 70, CellType.TANH));

    @TempDir
    static Path folder;

    private static Browser browser;
    private static String html;
    private static Path page;

    @BeforeAll
    static void openBrowser() throws IOException {
        html = new ComparisonPage(TEXT, SampleComparison.ORDER, "words of a & b <i>").html();
        page = Files.writeString(folder.resolve("compare.html"), html);
        browser = Browsers.open();
    }

    @AfterAll
    static void closeBrowser() {
        if (browser != null) {
            browser.close();
        }
    }

    private static void show(int width) {
        browser.screen(width, 900);
        browser.open(page.toUri());
    }

    @ParameterizedTest
    @CsvSource({"1280", "390"})
    void readableAtEveryWidth(int width) {
        show(width);
        assertEquals((long) width, ((Number) browser.run("return document.documentElement.scrollWidth")).longValue());
        assertEquals(List.of(), browser.run(PageChecks.STICKING_OUT));
        assertEquals(List.of(), browser.run(PageChecks.SMALL_TEXTS));
    }

    @ParameterizedTest
    @CsvSource({"false", "true"})
    void textsStandOutFromTheirBackgrounds(boolean dark) {
        browser.dark(dark);
        show(1280);
        assertEquals(List.of(), browser.run(PageChecks.CONTRAST), "contrast below 4.5");
        browser.dark(false);
    }

    /** A dot for each figure, at the height of its logarithm, and every curve inside its drawing. */
    @Test
    void curvesAreTheFigures() {
        show(1280);
        String dots = "return document.querySelectorAll('.curves .curve.is-backend0 .dots')[1].getAttribute('d')";
        String[] points = String.valueOf(browser.run(dots)).substring(1).split("h0M?");
        List<Double> logs =
                TEXT.contexts().stream().map(each -> StrictMath.log(each.rnn())).toList();
        assertEquals(logs.size(), points.length);
        int top = logs.indexOf(Collections.max(logs));
        int bottom = logs.indexOf(Collections.min(logs));
        double each = (y(points[bottom]) - y(points[top])) / (logs.get(top) - logs.get(bottom));
        assertTrue(each > 0, "smaller figures lie lower");
        for (int i = 0; i < points.length; i++) {
            assertEquals(y(points[top]) + each * (logs.get(top) - logs.get(i)), y(points[i]), 0.2, "place " + i);
        }
        assertEquals(
                List.of(),
                browser.run(
                        "return [...document.querySelectorAll('.curves')].flatMap(s => { const a = s.getBoundingClientRect();"
                                + " return [...s.querySelectorAll('.line')].map(p => p.getBoundingClientRect())"
                                + ".filter(b => b.top < a.top - 1 || b.bottom > a.bottom + 1).map(b => b.top) })"));
    }

    private static double y(String point) {
        return Double.parseDouble(point.split(" ")[1]);
    }

    @Test
    void nothingIsFetchedAndNothingIsLogged() {
        browser.log();
        show(1280);
        assertEquals(List.of(), browser.run("return performance.getEntriesByType('resource').map(e => e.name)"));
        assertEquals(List.of(), browser.log());
        assertFalse(html.contains("http"), "an address in the page");
        assertEquals("words of a & b <i>", browser.run("return document.querySelector('.when').innerText"));
    }
}
