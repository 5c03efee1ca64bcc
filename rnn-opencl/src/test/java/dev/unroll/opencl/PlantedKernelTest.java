package dev.unroll.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.opencl.runtime.ChildJvm;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The checker's own test: a kernel with a fault is reported, as it would be in {@link OtherImplementationsTest}. */
@Tag("native")
class PlantedKernelTest {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final String SOUND = "sound";

    /** What the report of each fault contains. */
    private static final Map<String, String> FAULTS = new LinkedHashMap<>(Map.of(
            "stray_write", "Invalid write",
            "stray_read", "Invalid read",
            "race", "data race at global",
            "race_in_group", "data race at local",
            "uninitialised", "Uninit",
            "divergent", "divergence"));

    @Test
    void everyPlantedFaultIsReported() {
        String[] kernels = FAULTS.keySet().toArray(String[]::new);
        ChildJvm.Ended ended = Implementation.OCLGRIND
                .jvm(PlantedKernelRun.class)
                .start(kernels)
                .end(LIMIT);
        assertEquals(0, ended.exit(), ended::toString);
        FAULTS.forEach((kernel, words) -> {
            List<String> reports = Implementation.reports(part(ended.err(), kernel));
            assertTrue(
                    reports.stream().anyMatch(line -> line.contains(words)),
                    () -> kernel + " is reported as " + reports + ", expected \"" + words + "\"\n" + ended);
        });
    }

    @Test
    void aSoundKernelIsNot() {
        ChildJvm.Ended ended =
                Implementation.OCLGRIND.jvm(PlantedKernelRun.class).start(SOUND).end(LIMIT);
        assertEquals(0, ended.exit(), ended::toString);
        assertFalse(part(ended.err(), SOUND).isEmpty(), ended::toString);
        assertEquals(List.of(), Implementation.reports(ended.err()), ended::toString);
    }

    /** What follows a kernel's name up to the next one. */
    private static String part(String err, String kernel) {
        String name = PlantedKernelRun.KERNEL + kernel + "\n";
        int from = err.indexOf(name);
        assertTrue(from >= 0, () -> "nothing about " + kernel + ":\n" + err);
        int to = err.indexOf(PlantedKernelRun.KERNEL, from + name.length());
        return err.substring(from, to < 0 ? err.length() : to);
    }
}
