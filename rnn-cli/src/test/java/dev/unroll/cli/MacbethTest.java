package dev.unroll.cli;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The main job on real text: what {@code rnn train} reaches, and that it reaches it by remembering. */
class MacbethTest {
    @TempDir
    private Path folder;

    private Map<String, Object> train(String... options) {
        Path model = folder.resolve("m.safetensors");
        Object[] command = new Object[options.length + 4];
        System.arraycopy(new Object[] {"train", "--json", "--model", model}, 0, command, 0, 4);
        System.arraycopy(options, 0, command, 4, options.length);
        return Cli.run(command).ended(0).json();
    }

    private static void assertAtMost(double bound, Map<String, Object> result, String figure) {
        double value = ((Number) result.get(figure)).doubleValue();
        assertTrue(value <= bound, figure + " is " + value + ", expected at most " + bound + ": " + result);
    }

    private static void assertAbove(double bound, Map<String, Object> result, String figure) {
        double value = ((Number) result.get(figure)).doubleValue();
        assertTrue(value > bound, figure + " is " + value + ", expected above " + bound + ": " + result);
    }

    @Tag("long")
    @ParameterizedTest
    @ValueSource(strings = {"1", "2", "3"})
    void wordsBeatUnigramAndBigram(String seed) {
        Map<String, Object> result = train("--seed", seed);
        assertAtMost(0.60, result, "ofUnigram");
        assertAtMost(0.90, result, "ofBigram");
        Map<String, Object> written = Cli.run(
                        "generate",
                        "--model",
                        result.get("model"),
                        "--prompt",
                        "enter macbeth",
                        "--length",
                        "300",
                        "--temperature",
                        "2",
                        "--json")
                .ended(0)
                .json();
        List<?> tokens = (List<?>) written.get("continuation");
        assertFalse(tokens.contains("[UNK]") || tokens.contains("[PAD]"), tokens.toString());
    }

    @Tag("long")
    @Test
    void charactersNeedMemory() {
        assertAtMost(0.60, train("--level", "char"), "ofBigram");
        assertAbove(0.90, train("--level", "char", "--freeze-recurrent"), "ofBigram");
    }

    /** The same proof in little: a smaller network, three epochs. */
    @Test
    void fewEpochsOfCharactersNeedMemory() {
        String[] options = {"--level", "char", "--hidden", "64", "--dropout", "0.1", "--rate", "0.003", "--epochs", "3"
        };
        String[] frozen = java.util.Arrays.copyOf(options, options.length + 1);
        frozen[options.length] = "--freeze-recurrent";
        assertAtMost(0.75, train(options), "ofBigram");
        assertAbove(0.90, train(frozen), "ofBigram");
    }
}
