package dev.unroll.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Ctrl-C on a real process. */
class InterruptionTest {
    @TempDir
    private Path folder;

    @Test
    @EnabledOnOs(OS.LINUX)
    void savesAndSaysWhere() throws Exception {
        Path text = Cli.text(folder, 400);
        Path model = folder.resolve("m.safetensors");
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        // A shell without job control starts its background work with SIGINT ignored, and Java then keeps it so.
        Process process = new ProcessBuilder(List.of(
                        "env", "--default-signal=INT", java, "-cp", System.getProperty("java.class.path"),
                        "dev.unroll.cli.Main", "train", "--text", text.toString(), "--model", model.toString(),
                        "--hidden", "8", "--bptt", "10", "--batch", "4", "--epochs", "1000000", "--rate", "1e-9"))
                .redirectOutput(folder.resolve("out").toFile())
                .start();
        try (BufferedReader err = process.errorReader()) {
            String line = err.readLine();
            while (line != null && !line.startsWith("epoch ")) {
                line = err.readLine();
            }
            assertNotNull(line, "the first epoch");
            assertEquals(0, new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor());
            String rest = err.lines().collect(Collectors.joining("\n"));
            assertEquals(130, process.waitFor(), rest);
            assertTrue(rest.contains("saved in " + model), rest);
            assertTrue(rest.contains("rnn train --resume --model " + model), rest);
        } finally {
            process.destroyForcibly();
        }
        assertEquals("", Files.readString(folder.resolve("out")));
        RunFile saved = RunFile.read(model);
        assertTrue(saved.state().epoch() >= 1);
    }
}
