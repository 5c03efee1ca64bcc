package dev.unroll.cuda;

import dev.unroll.backend.Backend;
import dev.unroll.backend.Backends;
import dev.unroll.backend.CellType;
import dev.unroll.conformance.CaseResult;
import dev.unroll.conformance.Comparison;
import dev.unroll.conformance.ConformanceKit;
import dev.unroll.conformance.ConformanceListener;
import dev.unroll.conformance.ErrorBounds;
import dev.unroll.conformance.GoldenCheck;
import dev.unroll.conformance.GoldenFile;
import dev.unroll.conformance.KernelCase;
import dev.unroll.conformance.learning.AddingProblem;
import dev.unroll.conformance.learning.EmbeddedReber;
import dev.unroll.conformance.learning.LearningTask;
import dev.unroll.conformance.learning.SineWave;
import dev.unroll.cuda.CudaSettings.Recurrence;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Started in a JVM of its own, whose environment says on which driver. Each argument is {@code LARGEST:FILTER}, the kit's cases that contain
 * the filter and have no size above the largest; {@code LARGEST:kernels}, these without whole networks; {@code golden}, the golden files; or
 * {@code learning}, the first steps of the learning tasks. Exit code 1 when something failed, or a layer ran in another way than the one that
 * {@code -Drnn.cuda.recurrence} asks for.
 */
final class ConformanceRun {
    static final String KERNELS = "kernels";
    static final String GOLDEN = "golden";
    static final String LEARNING = "learning";
    private static final int FIRST_STEPS = 20;

    private final Backend backend;
    private final Recurrence asked = CudaSettings.read().recurrence();
    private final String products = CudaSettings.read().products().word();
    private final List<String> failures = new ArrayList<>();
    private int done;

    private ConformanceRun(Backend backend) {
        this.backend = backend;
    }

    public static void main(String[] arguments) throws IOException, URISyntaxException {
        ConformanceRun run;
        try (Backend backend = CudaUnderTest.open()) {
            System.out.println(backend.device());
            run = new ConformanceRun(backend);
            for (String argument : arguments) {
                switch (argument) {
                    case LEARNING -> run.learning();
                    case GOLDEN -> run.golden();
                    default -> run.kit(argument);
                }
            }
        }
        run.failures.forEach(failure -> System.out.println("FAILED: " + failure));
        Duration cpu = ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
        System.out.printf("%d done, %d failed, %.1f s of CPU%n", run.done, run.failures.size(), cpu.toMillis() / 1e3);
        System.exit(run.failures.isEmpty() ? 0 : 1);
    }

    private void kit(String selection) {
        int separator = selection.indexOf(':');
        int largest = Integer.parseInt(selection.substring(0, separator));
        String filter = selection.substring(separator + 1);
        ConformanceKit.Options options = ConformanceKit.Options.QUICK.upTo(largest);
        try (ConformanceKit kit = new ConformanceKit()) {
            if (filter.equals(KERNELS)) {
                for (KernelCase each : ConformanceKit.cases(options)) {
                    add(kit.check(backend, each, options.seed()));
                }
            } else {
                kit.run(backend, options.matching(filter), new ConformanceListener() {
                    @Override
                    public void onCase(CaseResult result) {
                        add(result);
                    }
                });
            }
        }
    }

    private void golden() throws IOException, URISyntaxException {
        URL folder = Objects.requireNonNull(
                ConformanceRun.class.getResource("/golden"), "no golden files on the class path");
        try (Stream<Path> files = Files.list(Path.of(folder.toURI()))) {
            for (Path file : files.sorted().toList()) {
                for (Comparison array :
                        GoldenCheck.run(GoldenFile.read(file), backend).arrays()) {
                    add(!array.agrees(), file.getFileName() + ": " + array);
                }
            }
        }
    }

    private void learning() {
        List<LearningTask> tasks = List.of(
                new EmbeddedReber(CellType.TANH),
                new EmbeddedReber(CellType.LSTM),
                AddingProblem.tanh(),
                AddingProblem.gated(CellType.LSTM),
                AddingProblem.gated(CellType.GRU),
                new SineWave());
        try (Backend reference = Backends.open("reference")) {
            double bound = ErrorBounds.of(backend).network();
            for (LearningTask task : tasks) {
                double[] expected = task.small().losses(reference, 1, FIRST_STEPS);
                double[] actual = task.small().losses(backend, 1, FIRST_STEPS);
                Comparison comparison = Comparison.of("losses of " + task, actual, expected, bound, FIRST_STEPS);
                System.out.println(comparison);
                add(!comparison.agrees(), comparison.toString());
            }
        }
    }

    private void add(CaseResult result) {
        // What a driver says of a case stands on standard error before its name.
        System.err.println(result.kernel() + " " + result.label() + ": " + result.outcome());
        add(result.failed(), result.toString());
        String implementation = result.implementation();
        if (asked != Recurrence.AUTO && !implementation.isEmpty() && !implementation.contains(word(asked))) {
            failures.add(result + " ran as " + implementation);
        }
        if (!implementation.isEmpty() && !implementation.contains(", " + products)) {
            failures.add(result + " does not say " + products + " but " + implementation);
        }
    }

    private static String word(Recurrence recurrence) {
        return recurrence.name().toLowerCase(Locale.ROOT);
    }

    private void add(boolean failed, String what) {
        done++;
        if (failed) {
            failures.add(what);
        }
    }
}
