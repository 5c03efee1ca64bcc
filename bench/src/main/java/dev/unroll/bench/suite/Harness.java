package dev.unroll.bench.suite;

import dev.unroll.bench.jmh.AllocationProfiler;
import dev.unroll.bench.jmh.ForkNotes;
import dev.unroll.bench.jmh.LoadProfiler;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.BenchmarkException;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs one benchmark in one forked JVM of a fixed heap, through JMH. */
final class Harness {
    /** What came of a fork: JMH's result and the fork's notes, or why there is none. */
    record Fork(
            @Nullable RunResult result,
            ForkNotes notes,
            @Nullable String failure) {
        static Fork failed(String reason) {
            return new Fork(null, ForkNotes.NONE, reason);
        }
    }

    private static final String HEAP = "2g";
    private static final String VECTOR_MODULE = "jdk.incubator.vector";
    private static final String LOCK = "JMH lock";
    private static final Pattern FORK_FAILED = Pattern.compile("<stderr last.*?>\\R(.*?)</stderr>", Pattern.DOTALL);

    private final Effort effort;

    Harness(Effort effort) {
        this.effort = effort;
    }

    /**
     * Runs a benchmark.
     *
     * @param benchmark class and method
     * @param parameters of its state
     * @param threads that call it at once
     */
    Fork run(String benchmark, Map<String, String> parameters, int threads) throws IOException {
        Path notes = Files.createTempFile("rnn-bench", ".notes");
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        try {
            ChainedOptionsBuilder options = options(benchmark, notes).threads(threads);
            parameters.forEach(options::param);
            PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
            RunResult result = new Runner(
                            options.build(), OutputFormatFactory.createFormatInstance(out, VerboseMode.NORMAL))
                    .runSingle();
            return new Fork(result, ForkNotes.read(notes), null);
        } catch (RunnerException failure) {
            if (String.valueOf(failure.getMessage()).contains(LOCK)) {
                throw new IOException(
                        "another run of JMH is going on here, and neither would give figures to be believed; wait for its"
                                + " end, or run with -Djmh.ignoreLock=true",
                        failure);
            }
            String reason = reason(failure, said.toString(StandardCharsets.UTF_8));
            return new Fork(null, ForkNotes.read(notes), reason);
        } finally {
            Files.deleteIfExists(notes);
        }
    }

    private ChainedOptionsBuilder options(String benchmark, Path notes) {
        List<String> arguments = new ArrayList<>(List.of("-Xms" + heap(), "-Xmx" + heap()));
        if (ModuleLayer.boot().findModule(VECTOR_MODULE).isPresent()) {
            arguments.add("--add-modules=" + VECTOR_MODULE);
        }
        arguments.add("-D" + ForkNotes.FILE + "=" + notes);
        return new OptionsBuilder()
                .include("^" + Pattern.quote(benchmark) + "$")
                .jvmArgsAppend(arguments.toArray(String[]::new))
                .addProfiler(AllocationProfiler.class)
                .addProfiler(LoadProfiler.class)
                .shouldFailOnError(true)
                .forks(1)
                .warmupIterations(effort.warmups())
                .warmupTime(time(effort.warmupSeconds()))
                .measurementIterations(effort.iterations())
                .measurementTime(time(effort.seconds()));
    }

    private static TimeValue time(double seconds) {
        return TimeValue.milliseconds(Math.round(seconds * 1000));
    }

    /** As this JVM was told, so that {@code ./rnn -Xmx8g bench} reaches the forks. */
    private static String heap() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("-Xmx"))
                .map(argument -> argument.substring("-Xmx".length()))
                .reduce(HEAP, (first, last) -> last);
    }

    /** What the benchmark threw; else what the JVM said before it died. */
    private static String reason(RunnerException failure, String said) {
        Throwable cause = failure.getCause();
        if (cause instanceof BenchmarkException && cause.getSuppressed().length > 0) {
            cause = cause.getSuppressed()[0];
        }
        if (cause == null) {
            return String.valueOf(failure.getMessage());
        }
        var lastWords = FORK_FAILED.matcher(said);
        String detail = lastWords.find() ? lastWords.group(1).strip() : "";
        String message = cause.getMessage() == null ? cause.toString() : cause.getMessage();
        return detail.isEmpty() ? message : message + ": " + detail;
    }
}
