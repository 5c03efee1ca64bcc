package dev.unroll.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Ctrl-C on a real process, with a plain log and on a terminal. */
class InterruptionTest {
    @TempDir
    private Path folder;

    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();

    /** The bar is drawn now and then, and may pass over any one epoch. */
    private static final Pattern AFTER_FIRST = Pattern.compile("epoch ([2-9]|[0-9]{2,})/");

    private static final int PATIENCE_SECONDS = 120;

    private String[] command(Path text, Path model) {
        // A shell without job control starts its background work with SIGINT ignored, and Java then keeps it so.
        return new String[] {
            "env",
            "--default-signal=INT",
            JAVA,
            "-cp",
            System.getProperty("java.class.path"),
            "dev.unroll.cli.Main",
            "train",
            "--text",
            text.toString(),
            "--model",
            model.toString(),
            "--hidden",
            "8",
            "--bptt",
            "10",
            "--batch",
            "4",
            "--epochs",
            "1000000",
            "--rate",
            "1e-9"
        };
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void savesAndSaysWhere() throws Exception {
        Path model = folder.resolve("m.safetensors");
        Process process = new ProcessBuilder(command(Cli.text(folder, 400), model))
                .redirectOutput(folder.resolve("out").toFile())
                .start();
        interruptAfter(Pattern.compile("epoch +1/"), process, process.errorReader(), model);
        assertEquals("", Files.readString(folder.resolve("out")));
    }

    /** On a terminal a bar is drawn, and what draws it must leave Ctrl-C to the JVM. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void savesAndSaysWhereOnATerminal() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/script")), "no script(1) to make a terminal");
        Path model = folder.resolve("m.safetensors");
        String line = String.join(" ", command(Cli.text(folder, 400), model));
        Process process = new ProcessBuilder("/usr/bin/script", "-qefc", "exec " + line, "/dev/null")
                .redirectErrorStream(true)
                .start();
        interruptAfter(AFTER_FIRST, process, process.inputReader(), model);
    }

    /** Sends SIGINT once the text has come, and checks how the process ends. */
    private static void interruptAfter(Pattern text, Process process, BufferedReader output, Path model)
            throws Exception {
        try (output) {
            CompletableFuture.delayedExecutor(PATIENCE_SECONDS, TimeUnit.SECONDS)
                    .execute(process::destroyForcibly);
            StringBuilder seen = new StringBuilder();
            int next = output.read();
            while (next >= 0 && !text.matcher(seen).find()) {
                seen.append((char) next);
                next = output.read();
            }
            assertTrue(next >= 0, () -> "ended before the first epoch: " + seen);
            long java =
                    process.descendants().map(ProcessHandle::pid).findFirst().orElse(process.pid());
            assertEquals(
                    0,
                    new ProcessBuilder("kill", "-INT", Long.toString(java))
                            .start()
                            .waitFor());
            String rest = output.lines().collect(Collectors.joining("\n"));
            assertEquals(130, process.waitFor(), rest);
            assertTrue(rest.contains("saved in " + model), rest);
            assertTrue(rest.contains("rnn train --resume --model " + model), rest);
        } finally {
            process.destroyForcibly();
        }
        assertTrue(RunFile.read(model).state().epoch() >= 1);
    }
}
