package dev.unroll.opencl;

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
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A JVM of its own for a class with a main method: an OpenCL loader reads its environment once per process, and what a process leaves
 * behind is seen from outside only. Caches and temporary files go to a fresh folder below {@code target}, which is removed at the end.
 */
final class ChildJvm {
    private final Path folder;
    private final Map<String, String> environment = new TreeMap<>();
    private final List<String> prefix = new ArrayList<>();
    private final List<String> options = new ArrayList<>();

    /** With the environment of this JVM. */
    ChildJvm(String name) {
        try {
            Path children =
                    Files.createDirectories(Path.of("target", "children").toAbsolutePath());
            folder = Files.createTempDirectory(children, name + "-");
            environment(
                    "POCL_CACHE_DIR",
                    Files.createDirectory(folder.resolve("pocl")).toString());
            environment(
                    "XDG_CACHE_HOME",
                    Files.createDirectory(folder.resolve("cache")).toString());
            environment("MESA_SHADER_CACHE_DIR", folder.resolve("mesa").toString());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        Path chaining = Path.of(System.getProperty("java.home"), "lib", "libjsig.so");
        if (Files.exists(chaining)) {
            environment("LD_PRELOAD", chaining.toString());
        }
        environment("POCL_SIGFPE_HANDLER", "0");
        // For the seconds that it lives more is not worth its time.
        options("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");
        property("java.io.tmpdir", folder.toString());
        property("rnn.opencl.cache", folder.resolve("programs").toString());
        String logging = System.getProperty("java.util.logging.config.file");
        if (logging != null) {
            property("java.util.logging.config.file", logging);
        }
    }

    /** Starts it through a program that takes the rest for a command. */
    ChildJvm through(Path program) {
        prefix.add(program.toString());
        return this;
    }

    /** Sets a variable. */
    ChildJvm environment(String name, String value) {
        environment.put(name, value);
        return this;
    }

    /** Sets a system property. */
    ChildJvm property(String name, String value) {
        return options("-D" + name + "=" + value);
    }

    /** Adds options of the JVM. */
    ChildJvm options(String... more) {
        options.addAll(List.of(more));
        return this;
    }

    /** Starts it. */
    Running start(Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>(prefix);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(out().toFile()).redirectError(err().toFile());
        builder.environment().putAll(environment);
        try {
            return new Running(builder.start());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private Path out() {
        return folder.resolve("out.txt");
    }

    private Path err() {
        return folder.resolve("err.txt");
    }

    /** A JVM that runs. */
    final class Running {
        private final Process process;

        private Running(Process process) {
            this.process = process;
        }

        /** Ends it, if it has not ended. */
        void stop() {
            process.destroyForcibly();
        }

        /** Waits for its end; one that takes longer is killed, which its {@link Ended#exit} shows. */
        Ended end(Duration limit) {
            try {
                if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                    process.destroyForcibly().waitFor();
                }
                Ended ended = new Ended(process.exitValue(), read(out()), read(err()));
                remove();
                return ended;
            } catch (InterruptedException stop) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while a child JVM ran", stop);
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }
    }

    /** What a JVM left. */
    record Ended(int exit, String out, String err) {
        @Override
        public String toString() {
            return "exit code " + exit + "\n" + out + "\n" + err;
        }
    }

    /** A compiler's messages may hold any bytes. */
    private static String read(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }

    private void remove() throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
