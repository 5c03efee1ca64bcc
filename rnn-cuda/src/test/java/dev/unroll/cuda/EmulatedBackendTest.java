package dev.unroll.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.cuda.emulator.EmulatedProcess;
import dev.unroll.cuda.emulator.EmulatedProcess.Ended;
import dev.unroll.cuda.emulator.Emulator;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The backend on the emulator, which stops at every access out of bounds, gives the threads of a block their turns in any order, and fills what
 * nobody has written with NaN.
 */
class EmulatedBackendTest {
    private static final String RECURRENT = "17:recurrent";
    private static final String NETWORKS = "11:depth=2 CROSS_ENTROPY ALL_STEPS";

    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest
    @CsvSource({
        "forward, 1, after, 0",
        "reverse, 1, before, 1",
        "random, 1, after, 0",
        "random, 2, before, 1",
        "random, 3, after, 1"
    })
    void computesWhatTheReferenceComputesInAnyOrder(String order, int seed, String guard, int late) {
        passes(emulator(ConformanceRun.class, "17:" + ConformanceRun.KERNELS, NETWORKS)
                .setting("ORDER", order)
                .setting("SEED", seed)
                .setting("GUARD", guard)
                .setting("LATE", late));
    }

    /** More than a block, a piece or a round of each kernel that has them. */
    @Test
    void computesWhatTheReferenceComputesAtEverySize() {
        passes(emulator(
                ConformanceRun.class,
                "1000000:fill",
                "1000000:axpby",
                "1000000:activationBackward",
                "1000000:columnSum",
                "1000000:sumOfSquares",
                "1000000:embedding",
                "1000000:dropout",
                "1000000:softmaxCrossEntropy",
                "1000000:meanSquaredError",
                "1000000:adamStep",
                "1000000:sgdStep",
                "300:gates"));
    }

    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest
    @CsvSource({"cluster, 9.0, random, 1, 1", "grid, 8.0, reverse, 1, 0"})
    void groupsComputeWhatTheReferenceComputes(String exchange, String capability, String order, int seed, int late) {
        List<EmulatedProcess> runs = List.of(
                emulator(SequenceRun.class, exchange.toUpperCase(Locale.ROOT)),
                emulator(ConformanceRun.class, RECURRENT, NETWORKS).property(CudaSettings.RECURRENCE, exchange));
        for (EmulatedProcess run : runs) {
            passes(run.setting("CAPABILITY", capability)
                    .setting("MULTIPROCESSORS", 8)
                    .setting("ORDER", order)
                    .setting("SEED", seed)
                    .setting("LATE", late));
        }
    }

    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest
    @CsvSource({"17, fused, random, 1, 0", "7, separate, forward, 1, 0", "17, block, reverse, 1, 1"})
    void computesInTheWayThatIsAskedFor(int largest, String recurrence, String order, int seed, int late) {
        passes(emulator(ConformanceRun.class, largest + ":recurrent", NETWORKS)
                .property(CudaSettings.RECURRENCE, recurrence)
                .setting("ORDER", order)
                .setting("SEED", seed)
                .setting("LATE", late));
    }

    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest
    @CsvSource({"forward, 1, 0", "reverse, 1, 1"})
    void stepsComputeWhatTheReferenceComputesWithEachTile(String order, int seed, int late) {
        passes(emulator(StepRun.class)
                .setting("MULTIPROCESSORS", 1)
                .setting("ORDER", order)
                .setting("SEED", seed)
                .setting("LATE", late));
    }

    @Tag("long")
    @ParameterizedTest
    @CsvSource({"forward, 1, 0", "reverse, 1, 1", "random, 1, 0", "random, 2, 1", "random, 3, 0"})
    void everyWayComputesInAnyOrder(String order, int seed, int late) {
        computesInTheWayThatIsAskedFor(17, "fused", order, seed, late);
        computesInTheWayThatIsAskedFor(17, "separate", order, seed, late);
        stepsComputeWhatTheReferenceComputesWithEachTile(order, seed, late);
        computesInTheWayThatIsAskedFor(17, "block", order, seed, late);
        groupsComputeWhatTheReferenceComputes("cluster", "9.0", order, seed, late);
        groupsComputeWhatTheReferenceComputes("grid", "8.0", order, seed, late);
    }

    @Test
    void computesTheGoldenNetworks() {
        passes(emulator(ConformanceRun.class, ConformanceRun.GOLDEN));
    }

    @Test
    void learnsAsTheReferenceDoes() {
        passes(emulator(ConformanceRun.class, ConformanceRun.LEARNING));
    }

    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest
    @CsvSource({"forward, 0", "random, 1"})
    void recordsRepeatsAndRefuses(String order, int late) {
        passes(emulator(BackendRun.class).setting("ORDER", order).setting("LATE", late));
    }

    private static EmulatedProcess emulator(Class<?> main, String... arguments) {
        return Emulator.get().jvm(main, arguments);
    }

    private static void passes(EmulatedProcess process) {
        Ended ended = process.run();
        assertEquals(0, ended.exit(), ended::toString);
        assertTrue(ended.releasedEverything(), ended::toString);
        System.out.println(ended.out().lines().reduce((before, last) -> last).orElse(""));
    }
}
