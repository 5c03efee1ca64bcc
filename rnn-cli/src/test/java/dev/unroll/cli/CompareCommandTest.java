package dev.unroll.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompareCommandTest {
    private static final String THREADS = "rnn.cpu.threads";

    @TempDir
    private Path folder;

    private Path text;

    @BeforeEach
    void writeText() throws Exception {
        text = Cli.text(folder, 150);
    }

    private Cli compare(Object... more) {
        List<Object> arguments = new ArrayList<>(List.of("compare", "--text", text));
        arguments.addAll(List.of(
                "--hidden",
                "8",
                "--embedding",
                "4",
                "--bptt",
                "10",
                "--batch",
                "4",
                "--rate",
                "0.01",
                "--backend",
                "cpu"));
        for (int i = 0; i < more.length; i += 2) {
            if (i + 1 == more.length) {
                arguments.add(more[i]);
                break;
            }
            int at = arguments.indexOf(more[i]);
            if (at >= 0) {
                arguments.set(at + 1, more[i + 1]);
            } else {
                arguments.addAll(List.of(more[i], more[i + 1]));
            }
        }
        return Cli.run(arguments.toArray());
    }

    private static void refused(int code, Cli result, String... words) {
        result.ended(code);
        for (String word : words) {
            assertTrue(result.err().contains(word), "\"" + word + "\" in: " + result.err());
        }
        assertFalse(result.err().contains("\tat "), "a stack trace: " + result.err());
        assertFalse(result.err().contains("held-out"), "training had begun: " + result.err());
        assertEquals("", result.out(), "standard output");
    }

    /** The tables, the page, and that they hold the same figures. */
    @Test
    void tablesAndPage() throws Exception {
        Path page = folder.resolve("pages/compare.html");
        Cli result = compare("--epochs", "2", "--window", "3", "--html", page).ended(0);
        for (String part :
                List.of("bigram", "MLP, k = 3", "RNN, tanh", "the same ", "all ", "right of 4", "XY from YX")) {
            assertTrue(result.out().contains(part), part + " in: " + result.out());
        }
        assertTrue(result.out().lines().allMatch(line -> line.length() < 100), result.out());
        assertTrue(result.err().contains("MLP: 3 tokens"), result.err());
        assertTrue(result.err().contains("epoch   2/2"), result.err());
        assertTrue(result.err().contains("page: " + page), result.err());
        String html = Files.readString(page);
        String rnn = result.out()
                .lines()
                .filter(line -> line.strip().startsWith("RNN, tanh"))
                .findFirst()
                .orElseThrow();
        String perplexity = rnn.strip().split("\\s{2,}")[1];
        assertTrue(html.contains(perplexity), perplexity + " is not on the page");
    }

    /** Everything but the seconds is the same again, on any number of threads; another seed gives other figures. */
    @Test
    void theSeedFixesTheFigures() {
        String before = System.getProperty(THREADS);
        try {
            System.setProperty(THREADS, "1");
            Map<String, Object> once = figures("1");
            System.setProperty(THREADS, "2");
            assertEquals(once, figures("1"));
            assertNotEquals(once.get("rnn"), figures("2").get("rnn"));
        } finally {
            if (before == null) {
                System.clearProperty(THREADS);
            } else {
                System.setProperty(THREADS, before);
            }
        }
    }

    private Map<String, Object> figures(String seed) {
        Map<String, Object> json = compare("--epochs", "1", "--seed", seed, "--cell", "gru", "--json")
                .json();
        for (String network : List.of("mlp", "rnn")) {
            assertTrue(((Map<?, ?>) json.get(network)).remove("seconds") instanceof Number, "seconds");
        }
        assertEquals(4, ((List<?>) json.get("order")).size());
        return json;
    }

    @ParameterizedTest
    @CsvSource({
        "--window, 0, expected a whole number from 1 to 256",
        "--window, -3, expected a whole number from 1 to 256",
        "--window, 257, expected a whole number from 1 to 256",
        "--window, many, expected a whole number from 1 to 256",
        "--cell, quark, 'expected tanh, relu, lstm or gru'",
        "--epochs, 0, expected a whole number from 1",
        "--hidden, 0, expected sizes from 1",
        "--embedding, none, expected a whole number from 1",
        "--dropout, 1, expected at least 0 and below 1",
        "--rate, -1, expected a positive number",
        "--seed, x, expected a whole number",
        "--level, line, expected word or char",
        "--bptt, 0, expected a whole number from 1",
        "--batch, 0, expected a whole number from 1",
        "--min-count, 0, expected a whole number from 1",
        "--backend, tpu, reference: available",
        "--text, sample:hamlet, expected sample:macbeth"
    })
    void optionsThatMeanNothing(String option, String value, String expected) {
        refused(2, compare(option, value), value, expected, "see: rnn compare --help");
    }

    @Test
    void textsThatAreTooShort() throws Exception {
        Path few = Files.writeString(folder.resolve("few.txt"), "a king sees");
        refused(1, compare("--text", few), "few.txt: the text has 3 tokens", "give more text");
        refused(1, compare("--batch", "500"), "grammar.txt: the text has", "lower the rows (--batch)");
        refused(1, compare("--text", folder.resolve("none.txt")), "none.txt: there is no such file");
        Path empty = Files.writeString(folder.resolve("empty.txt"), "");
        refused(1, compare("--text", empty), "empty.txt");
    }

    /** The loss of single steps is still a number. */
    @Test
    void aNetworkThatDiverges() throws Exception {
        Cli result = compare("--rate", "1000", "--epochs", "2").ended(1);
        assertTrue(result.err().contains("training diverged at step "), result.err());
        assertTrue(result.err().contains("Lower --rate"), result.err());
        assertEquals("", result.out());
    }

    @Test
    void pagesThatCannotBeWritten() throws Exception {
        refused(2, compare("--html", folder), "--html", "is a folder");
        refused(2, compare("--html", ""), "--html: \"\"");
        Path file = Files.writeString(folder.resolve("file"), "x");
        refused(1, compare("--html", file.resolve("page.html")), "cannot be written to", "choose another --html");
        assertEquals("x", Files.readString(file));
    }

    @Test
    void itIsAmongTheCommands() {
        assertTrue(Cli.run("help").ended(0).out().contains("compare "));
        assertTrue(Cli.run("compare", "--help").ended(0).out().contains("--window"));
    }
}
