package dev.unroll.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.backend.CellType;
import dev.unroll.backend.Direction;
import dev.unroll.backend.RecurrentSpec;
import dev.unroll.conformance.LayerRun;
import dev.unroll.opencl.OpenClSettings.Family;
import dev.unroll.opencl.OpenClSettings.Recurrence;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A launch costs microseconds, which is as much as a step of a small layer. */
class LaunchCountTest {
    /** The matrix product and what it packs. */
    private static final Set<String> PRODUCT = Set.of("gemm_tile", "gemm_group", "pack_columns", "pack_rows");

    private static final int ROWS = 9;
    private static final int MOST = 2;

    @ParameterizedTest
    @EnumSource(
            value = Family.class,
            names = {"CPU", "GPU"})
    void aSequenceIsTwoLaunchesBesideTheProductsWhateverItsLength(Family family) {
        try (OpenClBackend backend = OpenClUnderTest.open(family, Recurrence.SEQUENCE)) {
            for (CellType cell : CellType.values()) {
                for (Direction direction : Direction.values()) {
                    Launches shortest = launches(backend, new RecurrentSpec(cell, 1, ROWS, 5, 21, direction));
                    Launches longest = launches(backend, new RecurrentSpec(cell, 60, ROWS, 5, 21, direction));
                    assertTrue(others(longest.forward) <= MOST, () -> cell + " forward: " + longest.forward);
                    assertTrue(others(longest.backward) <= MOST, () -> cell + " backward: " + longest.backward);
                    assertEquals(shortest.forward.keySet(), longest.forward.keySet());
                    assertEquals(1, products(longest.forward), () -> cell + " forward: " + longest.forward);
                    assertEquals(3, products(longest.backward), () -> cell + " backward: " + longest.backward);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Family.class,
            names = {"CPU", "GPU"})
    void stepByStepItIsTwoLaunchesAStep(Family family) {
        try (OpenClBackend backend = OpenClUnderTest.open(family, Recurrence.STEPWISE)) {
            for (CellType cell : CellType.values()) {
                for (int steps : new int[] {1, 30}) {
                    Launches counted = launches(backend, RecurrentSpec.forward(cell, steps, ROWS, 5, 21));
                    assertEquals(steps, counted.forward.get("gates_forward"), () -> cell + ": " + counted);
                    assertEquals(steps + 1, products(counted.forward), () -> cell + ": " + counted);
                    assertEquals(steps, counted.backward.get("gates_backward"), () -> cell + ": " + counted);
                    assertEquals(steps + 3, products(counted.backward), () -> cell + ": " + counted);
                }
            }
        }
    }

    /** How often each kernel ran in each pass. */
    private record Launches(Map<String, Long> forward, Map<String, Long> backward) {}

    private static Launches launches(OpenClBackend backend, RecurrentSpec spec) {
        int[] rows = IntStream.range(0, spec.batch()).toArray();
        try (LayerRun layer = new LayerRun(backend, spec, rows)) {
            Map<String, Long> before = backend.session().launches();
            layer.forward();
            Map<String, Long> between = backend.session().launches();
            layer.backward();
            Map<String, Long> after = backend.session().launches();
            return new Launches(difference(before, between), difference(between, after));
        }
    }

    private static Map<String, Long> difference(Map<String, Long> before, Map<String, Long> after) {
        Map<String, Long> difference = new TreeMap<>();
        after.forEach((kernel, count) -> {
            long more = count - before.getOrDefault(kernel, 0L);
            if (more > 0) {
                difference.put(kernel, more);
            }
        });
        return difference;
    }

    private static long others(Map<String, Long> launches) {
        return launches.entrySet().stream()
                .filter(each -> !PRODUCT.contains(each.getKey()))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    private static long products(Map<String, Long> launches) {
        return launches.getOrDefault("gemm_tile", 0L) + launches.getOrDefault("gemm_group", 0L);
    }
}
