package dev.unroll.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong is said in one message, without a stack trace, and nothing is written. */
class BadInputTest {
    @TempDir
    private Path folder;

    private Path text;
    private Path model;

    @BeforeEach
    void writeText() throws Exception {
        text = Cli.text(folder, 200);
        model = folder.resolve("models/m.safetensors");
    }

    private void refused(int code, Cli result, String... words) throws Exception {
        result.ended(code);
        for (String word : words) {
            assertTrue(result.err().contains(word), "\"" + word + "\" in: " + result.err());
        }
        assertFalse(result.err().contains("\tat "), "a stack trace: " + result.err());
        assertEquals("", result.out(), "standard output");
        assertEquals(List.of(), written(), "files that were left behind");
    }

    private List<Path> written() throws Exception {
        if (!Files.exists(model.getParent())) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(model.getParent())) {
            return files.toList();
        }
    }

    @Test
    void unknownBackend() throws Exception {
        refused(
                2,
                Cli.train(text, model, "--backend", "tpu"),
                "\"tpu\"",
                "reference: available",
                "cuda: not available");
    }

    @Test
    void backendThatIsNotThere() throws Exception {
        refused(
                1,
                Cli.train(text, model, "--backend", "cuda"),
                "backend cuda is not available",
                "reference: available");
    }

    @Test
    void missingFile() throws Exception {
        refused(1, Cli.train(folder.resolve("none.txt"), model), "none.txt", "no such file");
    }

    @Test
    void folderForAFile() throws Exception {
        refused(1, Cli.train(folder, model), "it is a folder");
    }

    @Test
    void unknownSample() throws Exception {
        refused(2, Cli.train(Path.of("sample:hamlet"), model), "sample:hamlet", "sample:macbeth");
    }

    @Test
    void emptyFile() throws Exception {
        refused(1, Cli.train(Files.createFile(folder.resolve("empty.txt")), model), "empty.txt", "empty (0 bytes)");
    }

    @Test
    void binaryFile() throws Exception {
        Path binary = Files.write(folder.resolve("binary.txt"), new byte[] {80, 75, 3, 4, 0, 0, 1});
        refused(1, Cli.train(binary, model), "binary.txt", "not text", "offset 4");
    }

    @Test
    void fileOfOneWord() throws Exception {
        Path word = Files.writeString(folder.resolve("word.txt"), "macbeth");
        refused(1, Cli.train(word, model), "word.txt", "1 token", "more text");
    }

    @Test
    void textShorterThanAWindow() throws Exception {
        refused(
                1,
                Cli.train(Cli.text(folder, 20), model, "--batch", "20", "--bptt", "35", "--hidden", "4"),
                "grammar.txt",
                "701",
                "--batch",
                "--bptt");
    }

    @ParameterizedTest
    @CsvSource({"'',missing", "NaN,not finite", "Infinity,not finite", "twelve,not a number"})
    void seriesWithHoles(String value, String reason) throws Exception {
        Path csv = Cli.csv(folder, 400, 37, value);
        refused(
                1,
                Cli.run("train", "--series", csv, "--column", "y", "--model", model),
                "line 38",
                "column \"y\"",
                reason);
    }

    @Test
    void seriesWithoutTheColumn() throws Exception {
        Path csv = Cli.csv(folder, 400, 0, "");
        refused(1, Cli.run("train", "--series", csv, "--column", "z", "--model", model), "no column \"z\"", "x, y");
        refused(2, Cli.run("train", "--series", csv, "--model", model), "--column NAME");
        refused(2, Cli.run("train", "--series", csv, "--text", text, "--column", "y"), "give one of them");
    }

    /** Nothing could be said of a network there. */
    @ParameterizedTest
    @CsvSource({"0, 400, training part", "360, 400, last tenth"})
    void seriesThatDoNotVary(int from, int end, String part) throws Exception {
        StringBuilder lines = new StringBuilder("y\n");
        for (int i = 0; i < 400; i++) {
            lines.append(i >= from && i < end ? 5 : i % 7).append('\n');
        }
        Path csv = Files.writeString(folder.resolve("level.csv"), lines);
        refused(
                1,
                Cli.run("train", "--series", csv, "--column", "y", "--model", model),
                "does not vary in its " + part,
                "every value is 5.0");
    }

    @Test
    void seriesSampleOrColumnThatIsNotThere() throws Exception {
        refused(
                2,
                Cli.run("train", "--series", "sample:bonds", "--model", model),
                "sample:bonds",
                "sample:stocks, sample:sunspots or a CSV file");
        refused(
                1,
                Cli.run("train", "--series", "sample:stocks", "--column", "NIKKEI", "--model", model),
                "no column \"NIKKEI\" (--column)",
                "year, DAX, SMI, CAC, FTSE");
        refused(
                1,
                Cli.run("train", "--series", "sample:stocks", "--model", model, "--chart", chart(), "--dates", "day"),
                "no column \"day\" (--dates)");
        refused(2, Cli.run("train", "--text", text, "--difference", "--model", model), "only with --series");
    }

    /** Before the training, not after minutes of it. */
    @Test
    void chartThatCannotBeWritten() throws Exception {
        refused(2, series("--chart", folder), "--chart", "is a folder");
        refused(2, series("--chart", ""), "--chart: \"\"");
        refused(2, series("--chart", model), "is where the model goes");
        refused(2, series("--dates", "month"), "only with --chart");
        refused(2, Cli.train(text, model, "--chart", chart()), "--chart: only with --series");
        refused(1, series("--chart", text.resolve("page.html")), "cannot be written", "choose another --chart");
        byte[] before = Files.readAllBytes(text);
        refused(2, series("--chart", text), "is no page that could be replaced");
        assertArrayEquals(before, Files.readAllBytes(text), "the file in the way");
    }

    private Cli series(Object... more) {
        List<Object> arguments = new ArrayList<>(List.of("train", "--series", "sample:sunspots", "--model", model));
        arguments.addAll(List.of(more));
        return Cli.run(arguments.toArray());
    }

    private Path chart() {
        return folder.resolve("chart.html");
    }

    @Test
    void seriesShorterThanAWindow() throws Exception {
        Path csv = Cli.csv(folder, 50, 0, "");
        refused(1, Cli.run("train", "--series", csv, "--column", "y", "--model", model), "50 values", "--bptt");
    }

    @ParameterizedTest
    @CsvSource({
        "--hidden,'8,x','128,128'",
        "--hidden,0,sizes from 1",
        "--cell,elman,'tanh, relu, lstm or gru'",
        "--dropout,1,below 1",
        "--rate,-1,positive",
        "--epochs,0,from 1",
        "--level,line,word or char",
        "--seed,now,whole number"
    })
    void optionsOutOfRange(String option, String value, String expected) throws Exception {
        refused(
                2,
                Cli.run("train", "--text", text, "--model", model, option, value),
                option + ": " + value,
                expected,
                "rnn train --help");
    }

    @Test
    void outputThatIsAFolder() throws Exception {
        refused(1, Cli.train(text, folder), "is a folder", "--model");
    }

    @Test
    void outputBelowAFile() throws Exception {
        byte[] before = Files.readAllBytes(text);
        refused(1, Cli.train(text, text.resolve("m.safetensors")), "cannot be written", "--model");
        assertArrayEquals(before, Files.readAllBytes(text), "the file in the way");
    }

    @Test
    void divergenceBeforeTheFirstEpochEnds() throws Exception {
        refused(1, Cli.train(text, model, "--rate", "1e300"), "diverged at step", "loss", "Nothing was written");
    }

    /** A loss may be finite and yet say that the weights are beyond repair. */
    @Test
    void divergenceWithFiniteLosses() throws Exception {
        refused(1, Cli.train(text, model, "--rate", "1e30"), "diverged", "Nothing was written");
    }

    @Test
    void modelInThePlaceOfSomethingElse() throws Exception {
        byte[] before = Files.readAllBytes(text);
        Cli result = Cli.train(text, text, "--epochs", "1").ended(1);
        assertTrue(result.err().contains("is no model that could be replaced"), result.err());
        assertArrayEquals(before, Files.readAllBytes(text));
        result = Cli.train(text, Path.of("/dev/null"), "--epochs", "1").ended(1);
        assertTrue(result.err().contains("is no ordinary file"), result.err());
    }

    @Test
    void temperatureAndLength() throws Exception {
        refused(2, Cli.run("generate", "--model", model, "--temperature", "-1"), "--temperature: -1.0");
        refused(2, Cli.run("generate", "--model", model, "--length", "-1"), "--length: -1");
        refused(2, Cli.run("generate", "--model", model, "--length", "many"), "--length", "many");
    }

    @Test
    void noModel() throws Exception {
        refused(1, Cli.run("generate", "--model", model), "m.safetensors", "no such file");
        refused(1, Cli.train(text, model, "--resume"), "m.safetensors", "no such file");
    }
}
