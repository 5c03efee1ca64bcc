package dev.unroll.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Facts that are known of the samples from elsewhere: that no value was lost or bent on the way here. */
class SeriesSampleTest {
    private static SeriesSource read(String... settings) throws Exception {
        return SeriesSource.read(
                Settings.of(
                        settings.length == 1
                                ? Map.of("series", settings[0])
                                : Map.of("series", settings[0], "column", settings[1])),
                null);
    }

    @ParameterizedTest
    @CsvSource({
        "DAX, 1628.75, 5473.72, 6186.09",
        "SMI, 1678.1, 7676.3, 8412.0",
        "CAC, 1772.8, 3995.0, 4388.5",
        "FTSE, 2443.6, 5455.0, 6179.0"
    })
    void stocks(String column, double first, double last, double most) throws Exception {
        SeriesSource stocks = read("sample:stocks", column);
        assertEquals(1860, stocks.values().length);
        assertEquals(first, stocks.values()[0]);
        assertEquals(last, stocks.values()[1859]);
        assertEquals(most, Arrays.stream(stocks.values()).max().orElseThrow());
        assertEquals("year", stocks.time());
        assertEquals("1991.496", stocks.dates().get(0));
        assertEquals("1998.646", stocks.dates().get(1859));
    }

    @Test
    void sunspots() throws Exception {
        SeriesSource sunspots = read("sample:sunspots");
        double[] values = sunspots.values();
        assertEquals(2820, values.length);
        assertEquals(58.0, values[0]);
        assertEquals(33.4, values[2819]);
        double most = Arrays.stream(values).max().orElseThrow();
        assertEquals(253.8, most);
        int peak = 0;
        while (values[peak] != most) {
            peak++;
        }
        assertEquals("1957-10", sunspots.dates().get(peak));
        assertEquals("1749-01", sunspots.dates().get(0));
        assertEquals("1983-12", sunspots.dates().get(2819));
    }

    @Test
    void theDaxIsWhatIsLearnedUnlessAnotherIsNamed() throws Exception {
        assertEquals(1628.75, read("sample:stocks").values()[0]);
    }

    @Test
    void theirOriginLiesBesideThem() {
        assertNotNull(SeriesSample.class.getResource("series/README.txt"));
    }
}
