package dev.unroll.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TraceCommandTest {
    @TempDir
    private static Path shared;

    private static Path model;

    @TempDir
    private Path folder;

    @BeforeAll
    static void train() throws Exception {
        model = shared.resolve("m.safetensors");
        Cli.train(Cli.text(shared, 120), model, "--epochs", "1", "--hidden", "8,7")
                .ended(0);
    }

    private static Cli trace(Object... more) {
        Object[] arguments = new Object[more.length + 3];
        arguments[0] = "trace";
        arguments[1] = "--model";
        arguments[2] = model;
        System.arraycopy(more, 0, arguments, 3, more.length);
        return Cli.run(arguments);
    }

    private static void contains(String text, String... words) {
        for (String word : words) {
            assertTrue(text.contains(word), "\"" + word + "\" in: " + text);
        }
    }

    private static void refused(int code, Cli result, String... words) {
        result.ended(code);
        contains(result.err(), words);
        assertFalse(result.err().contains("\tat "), "a stack trace: " + result.err());
        assertEquals("", result.out(), "standard output");
    }

    @Test
    void thePictureForwardThenBackwardThenTheInvariants() {
        Cli result = trace("--prompt", "the cat sees a king").ended(0);
        contains(result.out(), "5 steps, loss ", "W_xh1", "W_h1h1", "W_h1h2", "W_h2h2", "W_h2o", "[line end]", "king");
        contains(result.out(), "A 0.", "B 0.", "C 0.", "D 0.", "|W_h2h2|_2 = ");
        contains(result.out(), "held: the steps' shares add up to the gradient (error ");
        contains(result.out(), "held: the gradient is the one that backend cpu computes (error ");
        assertTrue(result.out().indexOf("forward") < result.out().indexOf("backward"), result.out());
        assertTrue(result.out().lines().allMatch(line -> line.length() <= 120), result.out());
        assertEquals("", result.err().replaceFirst("backend cpu on .*\\R", ""));
    }

    @Test
    void oneStepLineByLine() {
        Cli result = trace("--prompt", "the cat sees a king", "--step", "3").ended(0);
        contains(
                result.out(),
                "BackwardPass(3): reads sees, should say a",
                "dW_h2h2 += da2_3 h2_2^T",
                "path B, temporal");
        contains(result.out(), "held: ");
        assertFalse(result.out().contains("┌"), result.out());
    }

    @Test
    void plainAscii() {
        Cli result = trace("--prompt", "the cat", "--ascii").ended(0);
        assertTrue(result.out().chars().allMatch(c -> c < 128), result.out());
        contains(result.out(), "+--------+", "<----");
    }

    @Test
    void oneWordIsOneStep() {
        contains(trace("--prompt", "king").ended(0).out(), ": 1 step, loss", "held: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"reference", "cpu"})
    void everyBackendIsHeldAgainstTheSameLedger(String backend) {
        Map<String, Object> json = trace("--prompt", "the dog loves", "--json", "--backend", backend)
                .ended(0)
                .json();
        assertEquals(3, json.get("steps"));
        assertEquals(List.of("[line end]", "the", "dog"), json.get("reads"));
        assertEquals(true, ((Map<?, ?>) json.get("backendAgrees")).get("held"));
        assertEquals(true, ((Map<?, ?>) json.get("sharesAddUp")).get("held"));
        assertEquals(2, ((List<?>) json.get("layers")).size());
        assertEquals(3, ((List<?>) ((Map<?, ?>) json.get("shares")).get("W_h1h2")).size());
    }

    @Test
    void unknownWordsAreSaid() {
        Cli result = trace("--prompt", "the zebra sees").ended(0);
        contains(result.err(), "does not know 1 of the prompt's 3 tokens");
        contains(result.out(), "[UNK]");
    }

    @Test
    void aNewNetworkOnASeries() {
        Cli result = Cli.run("trace", "--cell", "gru", "--hidden", "5", "--values", "0.1, 0.5,0.25,-1")
                .ended(0);
        contains(result.out(), "gru network, uniform weights, seed 1: 3 steps", "-1.00", "W_h1o", "held: ");
        Cli again = Cli.run("trace", "--cell", "gru", "--hidden", "5", "--values", "0.1, 0.5,0.25,-1")
                .ended(0);
        assertEquals(result.out(), again.out(), "the same numbers again");
        Cli seeded = Cli.run("trace", "--cell", "gru", "--hidden", "5", "--values", "0.1, 0.5,0.25,-1", "--seed", "2")
                .ended(0);
        assertFalse(seeded.out().equals(result.out()), "another seed, other numbers");
    }

    /** The three curves, as anybody can see them: tanh vanishes, a ReLU that begins with the identity and an open LSTM do not. */
    @ParameterizedTest
    @CsvSource({
        "tanh, uniform, 0, 0, -0.6, -0.15",
        "relu, identity, 0, 0, -0.03, 0.03",
        "relu, identity, 0, 50, -0.03, 0.03",
        "lstm, uniform, 3, 0, -0.04, 0.03"
    })
    void vanishingIsSeen(String cell, String init, String forgetBias, String training, double least, double most) {
        Map<String, Object> json = Cli.run(
                        "trace",
                        "--cell",
                        cell,
                        "--init",
                        init,
                        "--forget-bias",
                        forgetBias,
                        "--train",
                        training,
                        "--hidden",
                        "32",
                        "--steps",
                        "100",
                        "--loss-at",
                        "last",
                        "--json")
                .ended(0)
                .json();
        Map<?, ?> layer = (Map<?, ?>) ((List<?>) json.get("layers")).get(0);
        double slope = ((Number) layer.get("decadesPerStepBack")).doubleValue();
        assertTrue(slope > least && slope < most, cell + ": " + slope);
    }

    @Test
    void thePageIsWritten() throws Exception {
        Path page = folder.resolve("pages/trace.html");
        Cli result = trace("--prompt", "the cat sees", "--html", page).ended(0);
        contains(result.err(), "page: " + page);
        contains(Files.readString(page), "<!DOCTYPE html>", "Gradient ledger", "held");
    }

    @Test
    void noSuchModel() {
        refused(
                1,
                Cli.run("trace", "--model", folder.resolve("none.safetensors")),
                "none.safetensors",
                "no such file",
                "rnn train");
    }

    @Test
    void modelOfAnotherKind() throws Exception {
        Path series = folder.resolve("series.safetensors");
        Path csv = Cli.csv(folder, 300, -1, "");
        Cli.run("train", "--series", csv, "--column", "y", "--model", series, "--epochs", "1", "--hidden", "4")
                .ended(0);
        refused(1, Cli.run("trace", "--model", series), "kind series", "kind text");
    }

    @Test
    void promptsThatSayNothing() {
        refused(2, trace("--prompt", ""), "--prompt: \"\" has no words");
        refused(2, trace("--prompt", "   "), "has no words");
        refused(2, trace("--prompt", "zebra quagga"), "--prompt", "knows none of the words", "zebra quagga");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "2", "99"})
    void stepsThatAreNotThere(String step) {
        refused(2, trace("--prompt", "the cat", "--step=" + step), "--step: " + step, "expected 0 to 1");
    }

    /** A prompt that is longer than memory allows names the limit. */
    @Test
    void longerThanMemoryAllows() {
        refused(
                2,
                Cli.run("trace", "--cell", "tanh", "--hidden", "500,500", "--steps", "1000000"),
                "--steps: 1000000",
                "at most",
                "-Xmx");
    }

    @Test
    void pagesThatCannotBeWritten() throws Exception {
        refused(2, trace("--html", folder), "--html", "is a folder");
        refused(2, trace("--html", ""), "--html: \"\"");
        Path file = Files.writeString(folder.resolve("file"), "x");
        refused(
                1,
                trace("--html", file.resolve("page.html")),
                "the page cannot be written to",
                "choose another --html");
        assertEquals("x", Files.readString(file));
    }

    @Test
    void optionsThatDoNotGoTogether() {
        refused(2, trace("--steps", "5"), "--steps: only with --cell");
        refused(2, trace("--cell", "tanh"), "--model: not together with --cell");
        refused(2, Cli.run("trace", "--cell", "tanh", "--prompt", "a"), "--prompt: not together");
        refused(
                2,
                Cli.run("trace", "--cell", "tanh", "--values", "1,2", "--steps", "3"),
                "--steps: not together with --values");
        refused(2, Cli.run("trace", "--cell", "quark"), "--cell: quark; expected tanh, relu, lstm or gru");
        refused(2, Cli.run("trace", "--cell", "lstm", "--init", "identity"), "--init: identity with lstm");
        refused(
                2,
                Cli.run("trace", "--cell", "tanh", "--init", "zero"),
                "--init: \"zero\"; expected one of glorot, identity");
        refused(2, Cli.run("trace", "--cell", "tanh", "--values", "1,x"), "--values: \"x\"");
        refused(2, Cli.run("trace", "--cell", "tanh", "--values", "1"), "--values: 1 value; expected at least 2");
        refused(2, Cli.run("trace", "--cell", "tanh", "--steps", "0"), "--steps: 0; expected at least 1");
        refused(2, Cli.run("trace", "--cell", "tanh", "--train", "-1"), "--train: -1");
        refused(2, Cli.run("trace", "--cell", "tanh", "--loss-at", "never"), "--loss-at: \"never\"");
    }
}
