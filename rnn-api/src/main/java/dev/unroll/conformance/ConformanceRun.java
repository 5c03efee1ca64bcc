package dev.unroll.conformance;

import dev.unroll.backend.Backend;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Parts of what a backend must pass, by words: for a JVM of its own, which knows no test framework, and in which a driver may be another one
 * than here. A word is
 * <ul>
 *   <li>{@code LARGEST:FILTER}: the kit's cases that contain the filter and have no size above the largest
 *   <li>{@code LARGEST:kernels}: these without whole networks
 *   <li>{@code LARGEST:layerless}: the kernels that know of no layer, and so of no sequence
 *   <li>{@code networks:PART/PARTS}: of the kit's networks as many as PARTS leave for each, PART counted from 0
 *   <li>{@code golden:FOLDER}: the golden files of a folder
 *   <li>{@code learning}: the losses of the first steps of the learning tasks
 * </ul>
 */
public final class ConformanceRun {
    /** As a filter: all kernels. */
    public static final String KERNELS = "kernels";

    /** As a filter: the kernels that know of no layer. */
    public static final String LAYERLESS = "layerless";

    /** In place of a size: a part of the networks. */
    public static final String NETWORKS = "networks";

    /** In place of a size: the golden files. */
    public static final String GOLDEN = "golden";

    /** The learning tasks. */
    public static final String LEARNING = LearningCase.KERNEL;

    /** Networks are dealt out in rounds, and each begins so much further on: else a part would have one shape with every cell. */
    private static final int SHIFT = 6;

    private final ConformanceKit kit;
    private final Backend backend;
    private final Consumer<CaseResult> listener;
    private final List<String> failures = new ArrayList<>();
    private int done;

    /** On this backend; the listener hears of each of the kit's cases. A kit remembers its reference's results for the next run. */
    public ConformanceRun(ConformanceKit kit, Backend backend, Consumer<CaseResult> listener) {
        this.kit = kit;
        this.backend = backend;
        this.listener = listener;
    }

    /** Runs what a word stands for. */
    public void run(String word) {
        int separator = word.indexOf(':');
        if (word.equals(LEARNING)) {
            learning();
        } else if (word.startsWith(GOLDEN + ":")) {
            golden(Path.of(word.substring(separator + 1)));
        } else if (word.matches(NETWORKS + ":\\d+/[1-9]\\d*")) {
            int slash = word.indexOf('/');
            networks(
                    Integer.parseInt(word.substring(separator + 1, slash)),
                    Integer.parseInt(word.substring(slash + 1)));
        } else if (word.matches("\\d+:.*")) {
            kit(Integer.parseInt(word.substring(0, separator)), word.substring(separator + 1));
        } else {
            throw new IllegalArgumentException(
                    "word: \"" + word + "\"; expected LARGEST:FILTER, networks:PART/PARTS, golden:FOLDER or learning");
        }
    }

    /** What did not agree so far, one line each. */
    public List<String> failures() {
        return List.copyOf(failures);
    }

    /** What was compared so far, what of it failed, and the processor time of this JVM. */
    public String summary() {
        Duration cpu = ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
        return String.format(
                Locale.ROOT, "%d done, %d failed, %.1f s of CPU", done, failures.size(), cpu.toMillis() / 1e3);
    }

    private void kit(int largest, String filter) {
        ConformanceKit.Options options = ConformanceKit.Options.QUICK.upTo(largest);
        switch (filter) {
            case KERNELS -> kernels(options, each -> true);
            case LAYERLESS -> kernels(options, each -> each.layer() == null);
            default -> kit(options.matching(filter));
        }
    }

    private void kernels(ConformanceKit.Options options, Predicate<KernelCase> taken) {
        for (KernelCase each : ConformanceKit.cases(options)) {
            if (taken.test(each)) {
                add(kit.check(backend, each, options.seed()));
            }
        }
    }

    private void networks(int part, int parts) {
        List<NetworkCase> all = NetworkCase.all();
        for (int i = 0; i < all.size(); i++) {
            if ((i + i / parts * SHIFT) % parts == part) {
                add(kit.check(backend, all.get(i), ConformanceKit.Options.DEFAULT_SEED));
            }
        }
    }

    private void kit(ConformanceKit.Options options) {
        kit.run(backend, options, new ConformanceListener() {
            @Override
            public void onCase(CaseResult result) {
                add(result);
            }
        });
    }

    private void golden(Path folder) {
        for (GoldenFile file : GoldenFile.in(folder)) {
            for (Comparison array : GoldenCheck.run(file, backend).arrays()) {
                add(array.agrees(), file.name() + ": " + array);
            }
        }
    }

    private void learning() {
        for (LearningCase each : LearningCase.all()) {
            add(kit.check(backend, each, ConformanceKit.Options.DEFAULT_SEED));
        }
    }

    private void add(CaseResult result) {
        listener.accept(result);
        add(!result.failed(), result.toString());
    }

    private void add(boolean agrees, String what) {
        done++;
        if (!agrees) {
            failures.add(what);
        }
    }
}
