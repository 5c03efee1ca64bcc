package dev.unroll.cuda.emulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The C++ compiler of this machine. */
final class Compiler {
    private static final String COMMAND = "g++";
    private static final Path PROCESSOR = Path.of("/proc/cpuinfo");

    private final String version;

    private Compiler(String version) {
        this.version = version;
    }

    /** Nothing where there is none. */
    static Optional<Compiler> find() {
        try {
            Process process = new ProcessBuilder(COMMAND, "--version")
                    .redirectErrorStream(true)
                    .start();
            String version = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return waitFor(process) == 0 ? Optional.of(new Compiler(version)) : Optional.empty();
        } catch (IOException absent) {
            return Optional.empty();
        }
    }

    /** Of the compiler itself. */
    ContentHash hash() {
        return new ContentHash().add(List.of(version));
    }

    /** With fused multiply-adds where the processor has them: else each is a call of a function. */
    List<String> forThisProcessor() {
        try {
            String processor = Files.readString(PROCESSOR);
            boolean modern = processor.matches("(?s).*flags[^\\n]* avx2 .*") && processor.contains(" fma ");
            return modern ? List.of("-march=x86-64-v3") : List.of();
        } catch (IOException unknown) {
            return List.of();
        }
    }

    /**
     * Its standard output.
     *
     * @throws IllegalStateException with the compiler's messages where it fails
     */
    String run(List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(COMMAND));
        command.addAll(arguments);
        Path messages = Files.createTempFile("unroll-g++", ".txt");
        try {
            Process process =
                    new ProcessBuilder(command).redirectError(messages.toFile()).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (waitFor(process) != 0) {
                String text = new String(Files.readAllBytes(messages), StandardCharsets.UTF_8);
                throw new IllegalStateException(String.join(" ", command) + "\n" + text);
            }
            return output;
        } finally {
            Files.delete(messages);
        }
    }

    /** Several at a time. */
    void runAll(List<List<String>> commands) throws IOException {
        ExecutorService workers =
                Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
        try {
            List<Future<String>> runs = new ArrayList<>();
            for (List<String> each : commands) {
                runs.add(workers.submit(() -> run(each)));
            }
            for (Future<String> run : runs) {
                run.get();
            }
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof IOException cause) {
                throw new UncheckedIOException(cause);
            }
            throw new IllegalStateException(failed.getCause());
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while g++ ran", stop);
        } finally {
            workers.shutdownNow();
        }
    }

    private static int waitFor(Process process) {
        try {
            return process.waitFor();
        } catch (InterruptedException stop) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while g++ ran", stop);
        }
    }
}
