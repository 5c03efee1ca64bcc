package dev.unroll.cuda;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.function.Executable;

/**
 * Started in a JVM of its own, whose environment says on which driver: what the backend promises beside its numbers. Without arguments all
 * checks that hold on every device; the others need a device that is short of memory, or that is lost, and run when they are named. Exit code
 * 1 when something failed.
 */
final class BackendRun {
    private BackendRun() {}

    public static void main(String[] names) {
        Map<String, Executable> checks = new LinkedHashMap<>();
        RecordingChecks.addTo(checks);
        RepetitionChecks.addTo(checks);
        OwnershipChecks.addTo(checks);
        List<String> chosen = new ArrayList<>(checks.keySet());
        SharingChecks.addTo(checks);
        MemoryChecks.addTo(checks);
        LostDeviceChecks.addTo(checks);
        if (names.length > 0) {
            chosen = List.of(names);
        }
        int failed = 0;
        for (String name : chosen) {
            // What a driver says stands behind the name of the check.
            System.err.println(name);
            try {
                Executable check = checks.get(name);
                if (check == null) {
                    throw new IllegalArgumentException("there is no such check; expected one of " + checks.keySet());
                }
                check.execute();
            } catch (Throwable failure) {
                failed++;
                System.out.println("FAILED: " + name);
                failure.printStackTrace(System.out);
            }
        }
        Duration cpu = ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
        System.out.printf("%d done, %d failed, %.1f s of CPU%n", chosen.size(), failed, cpu.toMillis() / 1e3);
        System.exit(failed == 0 ? 0 : 1);
    }
}
