package dev.unroll.opencl.runtime;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assertions;

/** A JVM of its own with this one's class path and environment, but for what a test changes. */
final class ChildJvm {
    private static final int MOST_SECONDS = 240;

    private final List<String> options = new ArrayList<>();
    private final ProcessBuilder builder = new ProcessBuilder();
    private final Class<?> main;

    ChildJvm(Class<?> main) {
        this.main = main;
        if (Runtime.version().feature() >= 22) {
            options.add("--enable-native-access=ALL-UNNAMED");
        }
        String cache = System.getProperty(ProgramCache.PROPERTY);
        if (cache != null) {
            property(ProgramCache.PROPERTY, cache);
        }
    }

    ChildJvm property(String name, String value) {
        options.add("-D" + name + "=" + value);
        return this;
    }

    ChildJvm with(String variable, String value) {
        builder.environment().put(variable, value);
        return this;
    }

    ChildJvm without(String... variables) {
        Map<String, String> environment = builder.environment();
        for (String variable : variables) {
            environment.remove(variable);
        }
        return this;
    }

    /** As an application starts that knows nothing of OpenCL. */
    ChildJvm unprepared() {
        return without("LD_PRELOAD", "POCL_SIGFPE_HANDLER");
    }

    /** Starts it; it is over when {@link Running#output} returns. */
    Running start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(System.getProperty("java.home") + "/bin/java");
        command.add("-Xmx256m");
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        Path output = Files.createTempFile("unroll-child", ".txt");
        Process process = builder.command(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        return new Running(process, output);
    }

    /** What it printed, after it has ended as it should. */
    String run(String... arguments) throws IOException, InterruptedException {
        return start(arguments).output();
    }

    record Running(Process process, Path file) {
        String output() throws IOException, InterruptedException {
            boolean ended = process.waitFor(MOST_SECONDS, TimeUnit.SECONDS);
            if (!ended) {
                process.destroyForcibly().waitFor();
            }
            String output = Files.readString(file, StandardCharsets.ISO_8859_1);
            Files.delete(file);
            Assertions.assertTrue(ended, "does not end; so far: " + output);
            Assertions.assertEquals(0, process.exitValue(), output);
            return output;
        }
    }
}
