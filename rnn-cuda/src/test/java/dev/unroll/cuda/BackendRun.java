package dev.unroll.cuda;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.function.Executable;

/**
 * Started in a JVM of its own, whose environment says on which driver: what the backend promises beside its numbers. Exit code 1 when something
 * failed.
 */
final class BackendRun {
    private BackendRun() {}

    public static void main(String[] arguments) {
        Map<String, Executable> checks = new LinkedHashMap<>();
        RecordingChecks.addTo(checks);
        RepetitionChecks.addTo(checks);
        OwnershipChecks.addTo(checks);
        int failed = 0;
        for (Map.Entry<String, Executable> check : checks.entrySet()) {
            // What a driver says stands behind the name of the check.
            System.err.println(check.getKey());
            try {
                check.getValue().execute();
            } catch (Throwable failure) {
                failed++;
                System.out.println("FAILED: " + check.getKey());
                failure.printStackTrace(System.out);
            }
        }
        Duration cpu = ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
        System.out.printf("%d done, %d failed, %.1f s of CPU%n", checks.size(), failed, cpu.toMillis() / 1e3);
        System.exit(failed == 0 ? 0 : 1);
    }
}
