package dev.unroll.bench.series;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.browser.Browser;
import dev.unroll.browser.Browsers;
import dev.unroll.browser.PageChecks;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ForecastPageTest {
    /** A wave of {@code n} values, of which the network says a little less than they are. */
    private static Forecast forecast(int n, double size) {
        double[] truth =
                IntStream.range(0, n).mapToDouble(i -> size * Math.sin(0.1 * i)).toArray();
        double[] network =
                IntStream.range(0, n).mapToDouble(i -> 0.9 * truth[i]).toArray();
        double[] last = IntStream.range(0, n)
                .mapToDouble(i -> size * Math.sin(0.1 * (i - 1)))
                .toArray();
        List<String> dates =
                IntStream.range(0, n).mapToObj(i -> "day <" + i + ">").toList();
        return new Forecast("price <of> gold", "dollars & cents", "day", dates, truth, network, last);
    }

    private static ForecastPage page(Forecast forecast) {
        return new ForecastPage(
                "gold.csv",
                forecast,
                false,
                List.of("The network does NOT beat saying the last value again.", "Try --difference."),
                List.of(
                        List.of("mean of the training part", "53.7550", "0.314"),
                        List.of("last value again", "18.0394", "0.936"),
                        List.of("this network", "16.8811", "")),
                Map.of("seed", "1"));
    }

    private static long count(String html, String part) {
        return html.split(Pattern.quote(part), -1).length - 1L;
    }

    @Test
    void holdsTheCurvesAndTheTextsEscaped() {
        String html = page(forecast(200, 3)).html();
        assertTrue(html.contains("Forecast of price &lt;of&gt; gold"), html);
        assertTrue(html.contains("price &lt;of&gt; gold, dollars &amp; cents, by day"), html);
        assertTrue(html.contains("the last 200 values, day &lt;0&gt; to day &lt;199&gt;"), html);
        assertTrue(html.contains("class=\"problem\">The network does NOT beat"), html);
        assertFalse(html.contains("http"), "an address in the page");
        assertEquals(2, count(html, "role=\"img\""));
        // In the legend, in the chart, and, but for the truth, in the chart of errors.
        assertEquals(3, count(html, "class=\"curve is-network\""));
        assertEquals(3, count(html, "class=\"curve is-last\""));
        assertEquals(2, count(html, "class=\"curve is-truth\""));
    }

    @Test
    void aLongSeriesIsShownInItsLastPart() {
        String html = page(forecast(2000, 3)).html();
        assertTrue(html.contains("The charts show the last 500 of the 2,000 values"), html);
        assertTrue(html.contains("<span>day &lt;1500&gt;</span>"), html);
        assertTrue(html.contains("the last 2,000 values, day &lt;0&gt;"), html);
    }

    @Test
    void whatIsNotFiniteLeavesAGap() {
        Forecast whole = forecast(20, 3);
        whole.network()[7] = Double.NaN;
        assertFalse(page(whole).html().contains("NaN"));
    }

    @Test
    void refusesWhatDoesNotBelongTogether() {
        double[] two = new double[2];
        assertThrows(
                IllegalArgumentException.class, () -> new Forecast("y", "", "", List.of(), two, two, new double[1]));
        assertThrows(
                IllegalArgumentException.class, () -> new Forecast("y", "", "day", List.of("Monday"), two, two, two));
    }

    @Test
    void readableAtEveryWidth(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("small.html"), page(forecast(200, 3)).html());
        Files.writeString(
                folder.resolve("large.html"), page(forecast(200, 3.3e12)).html());
        try (Browser browser = Browsers.open()) {
            for (String page : List.of("small.html", "large.html")) {
                for (int width : new int[] {1280, 390}) {
                    for (boolean dark : new boolean[] {false, true}) {
                        browser.dark(dark);
                        browser.screen(width, 900);
                        browser.open(URI.create(folder.toUri() + page));
                        String where = page + " at " + width + (dark ? ", dark" : "");
                        assertEquals(
                                (long) width,
                                ((Number) browser.run("return document.documentElement.scrollWidth")).longValue(),
                                where);
                        assertEquals(List.of(), browser.run(PageChecks.STICKING_OUT), where);
                        assertEquals(List.of(), browser.run(PageChecks.SMALL_TEXTS), where);
                        assertEquals(List.of(), browser.run(PageChecks.CONTRAST), where);
                        assertEquals(
                                List.of(),
                                browser.run("return [...document.querySelectorAll('.ticks text')]"
                                        + ".filter(t => t.getBoundingClientRect().left"
                                        + " < t.closest('svg').getBoundingClientRect().left).map(t => t.textContent)"),
                                where + ": labels that are cut off");
                    }
                }
            }
            assertEquals(List.of(), browser.run("return performance.getEntriesByType('resource').map(e => e.name)"));
            assertEquals(List.of(), browser.log());
        }
    }
}
