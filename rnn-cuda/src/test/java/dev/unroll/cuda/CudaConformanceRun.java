package dev.unroll.cuda;

import dev.unroll.backend.Backend;
import dev.unroll.conformance.CaseResult;
import dev.unroll.conformance.ConformanceKit;
import dev.unroll.conformance.ConformanceRun;
import dev.unroll.cuda.CudaSettings.Recurrence;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Started in a JVM of its own, whose environment says on which driver, with the words of a {@link ConformanceRun}. What stands behind a word
 * of {@link Recurrence} runs in this way, and what stands before any as the properties say; the reference computes once for all of
 * them. Exit code 1 when something failed, or a layer did not run in the way that was asked for.
 */
final class CudaConformanceRun {
    /** Those that choose among others by themselves. */
    private static final Set<Recurrence> CHOOSING = EnumSet.of(Recurrence.AUTO, Recurrence.STEPWISE);

    private final ConformanceKit kit;
    private final List<String> failures = new ArrayList<>();

    private CudaConformanceRun(ConformanceKit kit) {
        this.kit = kit;
    }

    public static void main(String[] words) {
        List<String> failures;
        try (ConformanceKit kit = new ConformanceKit()) {
            CudaConformanceRun run = new CudaConformanceRun(kit);
            Recurrence way = CudaSettings.read().recurrence();
            List<String> section = new ArrayList<>();
            for (String word : words) {
                Optional<Recurrence> next = named(word);
                if (next.isEmpty()) {
                    section.add(word);
                    continue;
                }
                run.run(way, section);
                section.clear();
                way = next.get();
            }
            run.run(way, section);
            failures = run.failures;
        }
        System.exit(failures.isEmpty() ? 0 : 1);
    }

    private static Optional<Recurrence> named(String word) {
        return Arrays.stream(Recurrence.values())
                .filter(each -> word(each).equals(word))
                .findFirst();
    }

    private static String word(Recurrence way) {
        return way.name().toLowerCase(Locale.ROOT);
    }

    private void run(Recurrence way, List<String> words) {
        if (words.isEmpty()) {
            return;
        }
        List<String> found = new ArrayList<>();
        try (Backend backend = CudaUnderTest.open(way)) {
            ConformanceRun run = new ConformanceRun(kit, backend, result -> {
                // What a driver says of a case stands on standard error before its name.
                System.err.println(result.kernel() + " " + result.label() + ": " + result.outcome());
                if (!isAsked(way, result)) {
                    found.add(result + " ran as " + result.implementation());
                }
            });
            words.forEach(run::run);
            found.addAll(run.failures());
            found.forEach(failure -> System.out.println("FAILED: " + failure));
            System.out.println(word(way) + ": " + run.summary());
        }
        failures.addAll(found);
    }

    /** Who is forced must not leave out what it cannot do. */
    private static boolean isAsked(Recurrence way, CaseResult result) {
        String implementation = result.implementation();
        return implementation.isEmpty()
                || (CHOOSING.contains(way)
                                || implementation.contains(word(way)) && result.outcome() != CaseResult.Outcome.SKIPPED)
                        && implementation.contains(
                                ", " + CudaSettings.read().products().word());
    }
}
