package dev.unroll.opencl.runtime;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assertions;

/**
 * A JVM of its own for a class with a main method, with this one's class path and environment but for what a test changes: an OpenCL loader
 * reads its environment once per process, and what a process leaves behind is seen from outside only.
 */
public final class ChildJvm {
    private static final Duration LIMIT = Duration.ofMinutes(4);
    /** Enough for the stack. */
    private static final int CRASH_LINES = 90;

    private final Class<?> main;
    private final ProcessBuilder builder = new ProcessBuilder();
    private final List<String> prefix = new ArrayList<>();
    private final List<String> options = new ArrayList<>();
    private @Nullable Path folder;

    /** For this class. */
    public ChildJvm(Class<?> main) {
        this.main = main;
        options("-Xmx512m");
        if (Runtime.version().feature() >= 22) {
            options("--enable-native-access=ALL-UNNAMED");
        }
        inherit(ProgramCache.PROPERTY);
    }

    private void inherit(String property) {
        String value = System.getProperty(property);
        if (value != null) {
            property(property, value);
        }
    }

    /** Puts caches and temporary files into a fresh folder below {@code target}, which is removed at the end. */
    public ChildJvm withItsOwnCaches() {
        try {
            Path children =
                    Files.createDirectories(Path.of("target", "children").toAbsolutePath());
            Path own = Files.createTempDirectory(children, main.getSimpleName() + "-");
            folder = own;
            with("POCL_CACHE_DIR", Files.createDirectory(own.resolve("pocl")).toString());
            with("XDG_CACHE_HOME", Files.createDirectory(own.resolve("cache")).toString());
            with("MESA_SHADER_CACHE_DIR", own.resolve("mesa").toString());
            property("java.io.tmpdir", own.toString());
            inherit("java.util.logging.config.file");
            return property(ProgramCache.PROPERTY, own.resolve("programs").toString());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Starts it through a program that takes the rest for a command. */
    public ChildJvm through(Path program) {
        prefix.add(program.toString());
        return this;
    }

    /** Sets a system property. */
    public ChildJvm property(String name, String value) {
        return options("-D" + name + "=" + value);
    }

    /** Adds options of the JVM. */
    public ChildJvm options(String... more) {
        options.addAll(List.of(more));
        return this;
    }

    /** Sets a variable. */
    public ChildJvm with(String variable, String value) {
        builder.environment().put(variable, value);
        return this;
    }

    /** Takes variables away. */
    public ChildJvm without(String... variables) {
        Map<String, String> environment = builder.environment();
        for (String variable : variables) {
            environment.remove(variable);
        }
        return this;
    }

    /** As an application starts that knows nothing of OpenCL. */
    public ChildJvm unprepared() {
        return without("LD_PRELOAD", "POCL_SIGFPE_HANDLER");
    }

    /** Starts it. */
    public Running start(String... arguments) {
        try {
            Path out = Files.createTempFile("unroll-child", ".out");
            Path err = Files.createTempFile("unroll-child", ".err");
            List<String> command = new ArrayList<>(prefix);
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(options);
            command.add("-XX:ErrorFile=" + crashBeside(err));
            command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
            command.addAll(List.of(arguments));
            builder.command(command).redirectOutput(out.toFile()).redirectError(err.toFile());
            return new Running(builder.start(), out, err);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** What it printed, after it has ended as it should. */
    public String run(String... arguments) {
        return start(arguments).output();
    }

    /** A JVM that runs. */
    public final class Running {
        private final Process process;
        private final Path out;
        private final Path err;

        private Running(Process process, Path out, Path err) {
            this.process = process;
            this.out = out;
            this.err = err;
        }

        /** Ends it, if it has not ended. */
        public void stop() {
            process.destroyForcibly();
        }

        /** Waits for its end; one that takes longer is killed, which its {@link Ended#exit} shows. */
        public Ended end(Duration limit) {
            try {
                if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                    process.destroyForcibly().waitFor();
                }
                Ended ended = new Ended(process.exitValue(), read(out), read(err) + crash(crashBeside(err)));
                Files.delete(out);
                Files.delete(err);
                Files.deleteIfExists(crashBeside(err));
                removeFolder();
                return ended;
            } catch (InterruptedException stop) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while a child JVM ran", stop);
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }

        /** What it printed, after it has ended as it should. */
        public String output() {
            Ended ended = end(LIMIT);
            Assertions.assertEquals(0, ended.exit, ended::toString);
            return ended.out + ended.err;
        }
    }

    /** What a JVM left. */
    public record Ended(int exit, String out, String err) {
        @Override
        public String toString() {
            return "exit code " + exit + "\n" + out + "\n" + err;
        }
    }

    /** Where a JVM writes why it was stopped by native code, which nobody would find where it runs. */
    private static Path crashBeside(Path err) {
        return Path.of(err + ".crash");
    }

    /** The signal and the stack of the thread, from the top of what the JVM writes. */
    private static String crash(Path file) throws IOException {
        if (!Files.exists(file)) {
            return "";
        }
        return read(file).lines().limit(CRASH_LINES).collect(Collectors.joining("\n", "\n", "\n"));
    }

    /** A compiler's messages may hold any bytes. */
    private static String read(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }

    private void removeFolder() throws IOException {
        if (folder == null) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
