package dev.unroll.opencl;

import dev.unroll.backend.Backend;
import dev.unroll.backend.Backends;
import dev.unroll.conformance.ConformanceKit;
import dev.unroll.conformance.ConformanceRun;
import java.util.List;

/**
 * Started in a JVM of its own, whose environment says on which implementation, with the words of a {@link ConformanceRun}. Exit code 1 when
 * something failed.
 */
final class OpenClConformanceRun {
    private OpenClConformanceRun() {}

    public static void main(String[] words) {
        List<String> failures;
        try (ConformanceKit kit = new ConformanceKit();
                Backend backend = Backends.open("opencl")) {
            System.out.println(backend.device().version());
            // What a checker reports of a case stands on standard error before its name.
            ConformanceRun run = new ConformanceRun(
                    kit,
                    backend,
                    result -> System.err.println(result.kernel() + " " + result.label() + ": " + result.outcome()));
            List.of(words).forEach(run::run);
            failures = run.failures();
            failures.forEach(failure -> System.out.println("FAILED: " + failure));
            System.out.println(run.summary());
        }
        System.exit(failures.isEmpty() ? 0 : 1);
    }
}
