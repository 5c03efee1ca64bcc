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

    private final Effort effort;

    Harness(Effort effort) {
        this.effort = effort;
    }

    /** Runs a benchmark of what the machine can do at most, called by so many threads at once. */
    Fork limit(String benchmark, Map<String, String> parameters, int threads) throws IOException {
        return run(new Request("", benchmark, parameters, 0), effort.warmups(), threads);
    }

    /** Runs a benchmark. */
    Fork run(Request request) throws IOException {
        return run(request, effort.warmupsFor(request.operationSeconds()), 1);
    }

    private Fork run(Request request, int warmups, int threads) throws IOException {
        Path notes = Files.createTempFile("rnn-bench", ".notes");
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        try {
            ChainedOptionsBuilder options = options(request.benchmark(), notes)
                    .warmupIterations(warmups)
                    .threads(threads);
            request.parameters().forEach(options::param);
            PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
            RunResult result = new Runner(
                            options.build(), OutputFormatFactory.createFormatInstance(out, VerboseMode.NORMAL))
                    .runSingle();
            return new Fork(result, ForkNotes.read(notes), null);
        } catch (RunnerException failure) {
            if (String.valueOf(failure.getMessage()).contains(LOCK)) {
                throw new IOException(JmhLock.TAKEN, failure);
            }
            String reason = ForkFailure.reason(failure, said.toString(StandardCharsets.UTF_8), heap());
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
}
