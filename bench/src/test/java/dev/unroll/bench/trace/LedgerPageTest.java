package dev.unroll.bench.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.backend.CellType;
import dev.unroll.browser.Browser;
import dev.unroll.browser.Browsers;
import dev.unroll.browser.PageChecks;
import dev.unroll.ledger.GradientFlow;
import dev.unroll.ledger.Ledger;
import dev.unroll.ledger.Norm;
import dev.unroll.nn.Scheme;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The page as a browser shows it and as it answers to mouse and keys. */
class LedgerPageTest {
    private static final SampleLedger WORDS = SampleLedger.words(CellType.LSTM, 1, 2, 3, 4, 5);
    private static final SampleLedger LONG = SampleLedger.recall(CellType.TANH, Scheme.UNIFORM, 4, 100, 2);

    @TempDir
    static Path folder;

    private static Browser browser;

    @BeforeAll
    static void openBrowser() throws IOException {
        browser = Browsers.open();
        Files.writeString(folder.resolve("words.html"), html(WORDS));
        Files.writeString(folder.resolve("long.html"), html(LONG));
    }

    @AfterAll
    static void closeBrowser() {
        if (browser != null) {
            browser.close();
        }
    }

    private static String html(SampleLedger sample) {
        return new LedgerPage(sample.ledger(), sample.labels(), sample.reconciliation()).html();
    }

    private static void show(String page, int width) {
        browser.screen(width, 900);
        browser.open(URI.create(folder.toUri() + page));
    }

    private static String text(String id) {
        return String.valueOf(browser.run("return document.getElementById('" + id + "').innerText"));
    }

    private static void click(String id) {
        browser.run("document.getElementById('" + id + "').click()");
    }

    private static void key(String key) {
        browser.run("document.dispatchEvent(new KeyboardEvent('keydown', {key: '" + key + "', bubbles: true}))");
    }

    @Test
    void buttonsAndKeysStepForwardsAndBackwards() {
        show("words.html", 1280);
        assertEquals("step 0 of 0 to 4", text("at"));
        click("later");
        key("ArrowRight");
        assertEquals("step 2 of 0 to 4", text("at"));
        assertEquals(
                BackwardPassText.of(WORDS.ledger(), WORDS.labels(), 2).strip(),
                text("pass").strip());
        click("earlier");
        assertEquals("BackwardPass(1)", text("pass-title"));
        key("End");
        key("ArrowRight");
        assertEquals("step 4 of 0 to 4", text("at"));
        assertEquals(true, browser.run("return document.getElementById('later').disabled"));
        key("Home");
        assertEquals("step 0 of 0 to 4", text("at"));
        assertEquals(
                List.of("0"),
                browser.run("return [...new Set([...document.querySelectorAll('.box.now')].map(b => b.dataset.t))]"));
    }

    /** Turned around, the boxes hold the gradients' norms, and stepping begins at the end. */
    @Test
    void theDirectionTurns() {
        show("words.html", 1280);
        assertEquals(norms(false), shown());
        click("turn-backward");
        assertEquals("step 4 of 0 to 4", text("at"));
        assertEquals(norms(true), shown());
        key("f");
        assertEquals(norms(false), shown());
    }

    private static Object shown() {
        return browser.run("return [...document.querySelectorAll('.net .box')].map(b => b.innerText.trim())");
    }

    private static List<String> norms(boolean back) {
        List<String> norms = new ArrayList<>();
        Ledger ledger = WORDS.ledger();
        for (int t = 0; t < ledger.steps(); t++) {
            norms.add(norm(back ? ledger.output(t).gradient() : ledger.output(t).outputs()));
            for (int k = 1; k >= 0; k--) {
                norms.add(norm(
                        back
                                ? ledger.at(t, k).backward().sum()
                                : ledger.at(t, k).forward().h()));
            }
            norms.add(norm(
                    back ? ledger.inputGradient(t) : ledger.at(t, 0).forward().x()));
        }
        return norms;
    }

    private static String norm(double[][] rows) {
        return Figures.of(Norm.of(rows));
    }

    /** The page's own numbers, to the last bit, and what pointing at a box and reaching it with the keyboard shows. */
    @Test
    void vectorsAreTheLedgers() {
        show("words.html", 1280);
        for (int t = 0; t < 5; t++) {
            Map<?, ?> h2 = (Map<?, ?>) browser.run("return ledger.vectors[" + t + "].h2");
            same(WORDS.ledger().at(t, 1).forward().h(), h2.get("value"));
            same(WORDS.ledger().at(t, 1).backward().spatial(), h2.get("spatial"));
            same(WORDS.ledger().at(t, 1).backward().temporal(), h2.get("temporal"));
            same(WORDS.ledger().at(t, 1).backward().cellTemporal(), h2.get("cellTemporal"));
            same(WORDS.ledger().at(t, 1).backward().throughInput(), h2.get("through"));
        }
        click("turn-backward");
        String box = "document.querySelector('.box[data-t=\"3\"][data-row=h1]')";
        browser.run(box + ".dispatchEvent(new MouseEvent('mouseenter'))");
        assertEquals("dh1, step 3", text("vector-title"));
        String temporal = norm(WORDS.ledger().at(3, 0).backward().temporal());
        assertTrue(
                text("vectors").contains("temporal part from the next step, norm " + temporal + ", 6 numbers"),
                text("vectors"));
        browser.run("document.querySelector('.box[data-t=\"1\"][data-row=O]').focus()");
        assertEquals("dO, step 1", text("vector-title"));
        assertEquals(
                9L, ((Number) browser.run("return document.querySelectorAll('#vectors .strip i').length")).longValue());
    }

    private static void same(double[][] expected, Object shown) {
        List<?> values = (List<?>) shown;
        double[] flat = expected[0];
        assertEquals(flat.length, values.size());
        for (int i = 0; i < flat.length; i++) {
            // The protocol does not tell -0 from 0.
            assertEquals(flat[i] + 0.0, ((Number) values.get(i)).doubleValue());
        }
    }

    @Test
    void mapsHaveACellForEachStepAndTellWhatVanished() {
        show("long.html", 1280);
        GradientFlow flow = GradientFlow.of(LONG.ledger()).get(0);
        assertEquals(
                (long) flow.temporal().stream().filter(norm -> norm > 0).count(),
                ((Number) browser.run(
                                "return document.querySelectorAll('#map-temporal svg:last-of-type .heat').length"))
                        .longValue());
        String shades =
                "return [...document.querySelectorAll('#map-temporal svg:last-of-type .heat')].map(r => +r.getAttribute('fill-opacity'))";
        List<?> opacities = (List<?>) browser.run(shades);
        assertTrue(
                ((Number) opacities.get(0)).doubleValue() < ((Number) opacities.get(98)).doubleValue(),
                "fainter where it vanishes");
        assertEquals(
                (long) flow.steps(GradientFlow.Mark.VANISHED).size(),
                ((Number)
                                browser.run(
                                        "return document.querySelectorAll('#map-marks svg:last-of-type .vanished-mark').length"))
                        .longValue());
        assertFalse(flow.steps(GradientFlow.Mark.VANISHED).isEmpty());
        assertEquals(
                GradientFlow.of(LONG.ledger()).stream()
                        .map(each -> Figures.of(each.spectralNorm()))
                        .toList(),
                browser.run("return [...document.querySelectorAll('td.spectral')].map(c => c.innerText)"));
        browser.run(
                "const map = document.querySelector('#map-marks svg'), a = map.getBoundingClientRect();"
                        + "map.dispatchEvent(new MouseEvent('click', {clientX: a.left + a.width * 0.405, clientY: a.top + 3}))");
        assertEquals("step 40 of 0 to 99", text("at"));
    }

    @ParameterizedTest
    @CsvSource({"words.html, 1280", "words.html, 390", "long.html, 1280", "long.html, 390"})
    void readableAtEveryWidth(String page, int width) {
        show(page, width);
        assertEquals((long) width, ((Number) browser.run("return document.documentElement.scrollWidth")).longValue());
        assertEquals(List.of(), browser.run(PageChecks.STICKING_OUT));
        assertEquals(List.of(), browser.run(PageChecks.SMALL_TEXTS));
        click("turn-backward");
        assertEquals((long) width, ((Number) browser.run("return document.documentElement.scrollWidth")).longValue());
        assertEquals(List.of(), browser.run(PageChecks.SMALL_TEXTS));
    }

    @ParameterizedTest
    @CsvSource({"false", "true"})
    void textsStandOutFromTheirBackgrounds(boolean dark) {
        browser.dark(dark);
        show("long.html", 1280);
        assertEquals(List.of(), browser.run(PageChecks.CONTRAST), "contrast below 4.5");
        click("turn-backward");
        assertEquals(List.of(), browser.run(PageChecks.CONTRAST), "contrast below 4.5, backward");
        browser.dark(false);
    }

    @Test
    void nothingIsFetchedAndNothingIsLogged() {
        browser.log();
        show("words.html", 1280);
        click("turn-backward");
        assertEquals(List.of(), browser.run("return performance.getEntriesByType('resource').map(e => e.name)"));
        assertEquals(List.of(), browser.log());
        assertFalse(html(WORDS).contains("http"), "an address in the page");
        assertTrue(
                String.valueOf(browser.run("return document.body.innerText")).contains("<b>2"), "words are not markup");
    }
}
