package dev.unroll.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class MainTest {
    @ParameterizedTest
    @ValueSource(strings = {"", "help", "--help"})
    void saysWhatThereIs(String word) {
        Cli result = (word.isEmpty() ? Cli.run() : Cli.run(word)).ended(0);
        for (String command : List.of("train", "generate", "evaluate", "params", "backends", "validate")) {
            assertTrue(result.out().contains("\n  " + command + " "), result.out());
        }
    }

    static Stream<String> commands() {
        return new CommandLine(new RnnCommand())
                .getSubcommands().keySet().stream().filter(name -> !name.equals("help"));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandHasHelpWithExamples(String command) {
        Cli result = Cli.run(command, "--help").ended(0);
        assertTrue(result.out().contains("Examples:"), result.out());
        assertTrue(result.out().contains("\n  rnn " + command), "an example of its own in: " + result.out());
        assertEquals("", result.err());
    }

    @Test
    void saysItsVersion() {
        assertTrue(Cli.run("--version").ended(0).out().matches("(?s)rnn \\d+\\.\\d+.*Java.*"));
    }

    @ParameterizedTest
    @CsvSource({"trian, train", "tarce, trace", "trce, trace", "bacends, backends"})
    void suggestsTheNearestCommand(String typed, String meant) {
        Cli result = Cli.run(typed).ended(2);
        assertTrue(result.err().contains("Did you mean: rnn " + meant + "?"), result.err());
    }

    @Test
    void suggestsTheNearestOption() {
        Cli result = Cli.run("train", "--hiden", "3").ended(2);
        assertTrue(result.err().contains("--hidden"), result.err());
        assertTrue(result.err().contains("rnn train --help"), result.err());
    }

    @Test
    void backendsAreListedForPeople() {
        Cli result = Cli.run("backends").ended(0);
        for (String name : List.of("cuda", "opencl", "cpu", "reference")) {
            assertTrue(result.out().contains("\n" + name + " "), name + " in: " + result.out());
        }
        assertTrue(result.out().contains("taken by auto"), result.out());
    }

    @Test
    void backendsAreListedForMachines() {
        Map<String, Object> listed = Cli.run("backends", "--json").ended(0).json();
        List<?> backends = (List<?>) listed.get("backends");
        Map<?, ?> reference = (Map<?, ?>) backends.stream()
                .filter(entry -> "reference".equals(((Map<?, ?>) entry).get("name")))
                .findFirst()
                .orElseThrow();
        assertEquals(true, reference.get("available"));
        assertEquals(
                1,
                backends.stream()
                        .filter(entry -> Boolean.TRUE.equals(((Map<?, ?>) entry).get("automatic")))
                        .count());
    }

    @Test
    void countsParametersOnceAndPerStep() {
        Map<String, Object> count = Cli.run(
                        "params", "--vocabulary", "10", "--embedding", "3", "--hidden", "4", "--bptt", "5", "--json")
                .ended(0)
                .json();
        int learned = 10 * 3 + (4 * 3 + 4 * 4 + 4 + 4) + (10 * 4 + 10);
        assertEquals(learned, count.get("learned"));
        assertEquals(5 * learned, count.get("unrolled"));
    }
}
