package dev.unroll.cuda;

import dev.unroll.backend.Backend;
import dev.unroll.conformance.ConformanceRun;
import dev.unroll.cuda.CudaSettings.Recurrence;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Started in a JVM of its own, whose environment says on which driver, with the words of a {@link ConformanceRun}. Exit code 1 when something
 * failed, or a layer ran in another way than the one that {@code -Drnn.cuda.recurrence} and {@code -Drnn.cuda.math} ask for.
 */
final class CudaConformanceRun {
    private CudaConformanceRun() {}

    public static void main(String[] words) {
        CudaSettings settings = CudaSettings.read();
        List<String> failures = new ArrayList<>();
        try (Backend backend = CudaUnderTest.open()) {
            System.out.println(backend.device());
            ConformanceRun run = new ConformanceRun(backend, result -> {
                // What a driver says of a case stands on standard error before its name.
                System.err.println(result.kernel() + " " + result.label() + ": " + result.outcome());
                String implementation = result.implementation();
                if (!implementation.isEmpty() && !isAsked(settings, implementation)) {
                    failures.add(result + " ran as " + implementation);
                }
            });
            List.of(words).forEach(run::run);
            failures.addAll(run.failures());
            failures.forEach(failure -> System.out.println("FAILED: " + failure));
            System.out.println(run.summary());
        }
        System.exit(failures.isEmpty() ? 0 : 1);
    }

    private static boolean isAsked(CudaSettings settings, String implementation) {
        Recurrence asked = settings.recurrence();
        return (asked == Recurrence.AUTO || implementation.contains(asked.name().toLowerCase(Locale.ROOT)))
                && implementation.contains(", " + settings.products().word());
    }
}
