package dev.unroll.cuda.emulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A process that takes the emulator for its CUDA driver. The emulator reads its variables once: other settings need another process. */
public final class EmulatedProcess {
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private final Map<String, String> environment;
    private final List<String> program;
    private final List<String> options = new ArrayList<>();
    private final List<String> words = new ArrayList<>();

    EmulatedProcess(Map<String, String> environment, List<String> program) {
        this.environment = new TreeMap<>(environment);
        this.program = program;
    }

    /** Sets one of the emulator's variables by its name after {@code CUDA_EMULATOR_}; {@code settings.h} has the list. */
    public EmulatedProcess setting(String name, Object value) {
        return environment("CUDA_EMULATOR_" + name.toUpperCase(Locale.ROOT), value.toString());
    }

    /** Sets a variable. */
    public EmulatedProcess environment(String name, String value) {
        environment.put(name, value);
        return this;
    }

    /** Sets a system property of a JVM. */
    public EmulatedProcess property(String name, String value) {
        return options("-D" + name + "=" + value);
    }

    /** Adds options of a JVM. */
    public EmulatedProcess options(String... more) {
        options.addAll(List.of(more));
        return this;
    }

    void words(String... more) {
        words.addAll(List.of(more));
    }

    /** Runs it to its end, five minutes at most. */
    public Ended run() {
        return run(LIMIT);
    }

    /** Runs it to its end; one that takes longer is killed, which its {@link Ended#exit} shows. */
    public Ended run(Duration limit) {
        List<String> command = new ArrayList<>(program);
        command.addAll(options);
        command.addAll(words);
        try {
            Path out = Files.createTempFile("unroll-emulated", ".out");
            Path err = Files.createTempFile("unroll-emulated", ".err");
            try {
                ProcessBuilder builder =
                        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
                builder.environment().putAll(environment);
                return new Ended(exitOf(builder.start(), limit), read(out), read(err));
            } finally {
                Files.delete(out);
                Files.delete(err);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static int exitOf(Process process, Duration limit) {
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor();
            }
            return process.exitValue();
        } catch (InterruptedException stop) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while an emulated process ran", stop);
        }
    }

    /** A compiler's messages may hold any bytes. */
    private static String read(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }

    /** What a process left; the emulator's reports are in {@code err}. */
    public record Ended(int exit, String out, String err) {
        /** Whether the emulator's last report says that every handle was given back. */
        public boolean releasedEverything() {
            return err.contains("[CUDA emulator] everything was released");
        }

        /** What the emulator's last report counts under these words. */
        public long reported(String what) {
            Matcher matcher =
                    Pattern.compile("(\\d+) " + Pattern.quote(what) + "\\b").matcher(err);
            if (!matcher.find()) {
                throw new IllegalStateException("no report counts " + what + ": " + this);
            }
            return Long.parseLong(matcher.group(1));
        }

        @Override
        public String toString() {
            return "exit code " + exit + "\n" + out + "\n" + err;
        }
    }
}
