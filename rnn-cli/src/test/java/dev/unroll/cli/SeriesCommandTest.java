package dev.unroll.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code rnn train --series}. */
class SeriesCommandTest {
    @TempDir
    private Path folder;

    private Path model;

    @BeforeEach
    void nameModel() {
        model = folder.resolve("m.safetensors");
    }

    private static double number(Map<String, Object> json, String key) {
        return ((Number) json.get(key)).doubleValue();
    }

    private Cli train(Object... more) {
        return Cli.run(Stream.concat(Stream.of("train", "--model", model), Arrays.stream(more))
                .toArray());
    }

    @Test
    void forecastsASeries() throws Exception {
        Path csv = Cli.csv(folder, 600, 0, "");
        Cli trained = train("--series", csv, "--column", "y", "--epochs", "20", "--json")
                .ended(0);
        Map<String, Object> json = trained.json();
        assertEquals(true, json.get("beatsLastValue"), trained.out());
        assertTrue(number(json, "t") > 2, trained.out());
        assertTrue(number(json, "meanSquaredError") < 0.1 * number(json, "meanSquaredErrorOfLastValue"), trained.out());
        Cli wrong = Cli.run("generate", "--model", model).ended(1);
        assertTrue(wrong.err().contains("kind series"), wrong.err());
    }

    /** Values that no training has seen, but changes that it has: a sine that climbs. */
    @Test
    void differencesFollowASeriesThatWandersOff() throws Exception {
        StringBuilder text = new StringBuilder("y\n");
        Random random = new Random(2);
        for (int i = 0; i < 600; i++) {
            text.append(0.5 * i + 3 * Math.sin(0.7 * i) + 0.01 * random.nextGaussian())
                    .append('\n');
        }
        Path csv = Files.writeString(folder.resolve("climb.csv"), text);
        Cli plain = train("--series", csv, "--column", "y", "--epochs", "20").ended(0);
        assertTrue(plain.out().contains("does NOT beat saying the last value again: its error is"), plain.out());
        assertTrue(plain.out().contains("All 59 values to be forecast lie outside"), plain.out());
        assertTrue(plain.out().contains("Try --difference"), plain.out());

        Cli changes = train("--series", csv, "--column", "y", "--epochs", "20", "--difference")
                .ended(0);
        assertTrue(changes.out().contains("The network beats saying the last value again"), changes.out());
    }

    @Test
    void saysWhenTheDifferenceMayBeChance() throws Exception {
        StringBuilder walk = new StringBuilder("price\n");
        Random random = new Random(1);
        double value = 100;
        for (int i = 0; i < 400; i++) {
            value += random.nextGaussian();
            walk.append(value).append('\n');
        }
        Path csv = Files.writeString(folder.resolve("walk.csv"), walk);
        Cli result = train("--series", csv, "--column", "price", "--epochs", "2", "--difference")
                .ended(0);
        assertTrue(result.out().contains("does NOT beat saying the last value again: the errors differ"), result.out());
        assertTrue(result.out().contains("which may be chance"), result.out());
    }

    @Test
    void theSameSeedGivesTheSameReportAndPage() throws Exception {
        Path csv = Cli.csv(folder, 300, 0, "");
        Path page = folder.resolve("pages/chart.html");
        Object[] command = {
            "--series", csv, "--column", "y", "--hidden", "4", "--epochs", "2", "--chart", page, "--seed", "1"
        };
        Cli first = train(command).ended(0);
        byte[] firstPage = Files.readAllBytes(page);
        byte[] firstModel = Files.readAllBytes(model);
        assertTrue(first.err().contains("chart: " + page), first.err());
        assertEquals(withoutSeconds(first), withoutSeconds(train(command).ended(0)));
        assertArrayEquals(firstPage, Files.readAllBytes(page));
        assertArrayEquals(firstModel, Files.readAllBytes(model));

        Files.delete(page);
        Cli again = train("--resume", "--chart", page).ended(0);
        assertTrue(again.err().contains("a run that has ended"), again.err());
        assertArrayEquals(firstPage, Files.readAllBytes(page), "the chart of the finished run");

        command[command.length - 1] = "2";
        assertNotEquals(withoutSeconds(first), withoutSeconds(train(command).ended(0)));
    }

    private static String withoutSeconds(Cli result) {
        return result.out().replaceAll(" steps, \\d+ s;", " steps;");
    }

    @Test
    void thePageHoldsWhatIsPrinted() throws Exception {
        Path page = folder.resolve("chart.html");
        Cli result = train("--series", "sample:stocks", "--column", "FTSE", "--epochs", "1", "--chart", page)
                .ended(0);
        String html = Files.readString(page);
        for (String part : new String[] {"Forecast of FTSE", "FTSE, index points, by year", "1998.646", "185 values"}) {
            assertTrue(html.contains(part), part);
        }
        String last = result.out()
                .lines()
                .filter(line -> line.startsWith("The network"))
                .findFirst()
                .orElseThrow();
        assertTrue(html.contains(last), last);
        assertFalse(html.contains("http"), "an address in the page");
    }
}
