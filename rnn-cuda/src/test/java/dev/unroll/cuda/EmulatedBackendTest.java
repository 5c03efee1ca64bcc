package dev.unroll.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.conformance.ConformanceRun;
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
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The backend on the emulator, which stops at every access out of bounds, gives the threads of a block their turns in any order, and fills what
 * nobody has written with NaN.
 */
@Execution(ExecutionMode.CONCURRENT)
class EmulatedBackendTest {
    private static final String KERNELS = "17:" + ConformanceRun.KERNELS;
    static final String GOLDEN = ConformanceRun.GOLDEN + ":../rnn-api/src/test/resources/golden";
    private static final String NETWORKS = "11:depth=2 CROSS_ENTROPY ALL_STEPS";

    /** Every kernel in every order; its recurrences each time in another way, and in all of them in the longer test. */
    @Tag("native")
    @ParameterizedTest
    @CsvSource({
        "forward, 1, after, 0, block",
        "reverse, 1, before, 1, fused",
        "random, 1, after, 0, separate",
        "random, 2, before, 1, cluster",
        "random, 3, after, 1, grid"
    })
    void computesWhatTheReferenceComputesInAnyOrder(String order, int seed, String guard, int late, String recurrence) {
        passes(in(order, seed, late, recurrence, CudaConformanceRun.class, KERNELS, NETWORKS)
                .setting("GUARD", guard));
    }

    /** More than a block, a piece or a round of each kernel that has them. */
    @Tag("native")
    @Test
    void computesWhatTheReferenceComputesAtEverySize() {
        passes(emulator(
                CudaConformanceRun.class,
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

    @Tag("native")
    @ParameterizedTest
    @CsvSource({"cluster, random, 1, 1", "grid, reverse, 1, 0"})
    void groupsComputeWhatTheReferenceComputes(String exchange, String order, int seed, int late) {
        passes(in(order, seed, late, exchange, SequenceRun.class, exchange.toUpperCase(Locale.ROOT)));
    }

    /** Of layers as wide as they are on a GPU: many lanes to a product, many chunks to a group. */
    @Tag("native")
    @ParameterizedTest
    @CsvSource("random, 1, 1")
    void deepProductsInChunksComputeWhatTheReferenceComputes(String order, int seed, int late) {
        passes(in(order, seed, late, "grid", SequenceRun.class, "GRID", "DEEP").setting("MULTIPROCESSORS", 17));
    }

    @Tag("native")
    @ParameterizedTest
    @CsvSource("reverse, 1, 1")
    void stepsComputeWhatTheReferenceComputesWithEachTile(String order, int seed, int late) {
        passes(in(order, seed, late, "fused", StepRun.class).setting("MULTIPROCESSORS", 1));
    }

    @Tag("long")
    @ParameterizedTest
    @CsvSource({"forward, 1, 0", "reverse, 1, 1", "random, 1, 0", "random, 2, 1", "random, 3, 0"})
    void everyWayComputesInAnyOrder(String order, int seed, int late) {
        for (String recurrence : List.of("fused", "separate", "block", "cluster", "grid")) {
            passes(in(order, seed, late, recurrence, CudaConformanceRun.class, "11:recurrent", NETWORKS));
        }
        stepsComputeWhatTheReferenceComputesWithEachTile(order, seed, late);
        groupsComputeWhatTheReferenceComputes("cluster", order, seed, late);
        groupsComputeWhatTheReferenceComputes("grid", order, seed, late);
        deepProductsInChunksComputeWhatTheReferenceComputes(order, seed, late);
    }

    @Test
    void computesTheGoldenNetworks() {
        passes(emulator(CudaConformanceRun.class, GOLDEN));
    }

    @Tag("native")
    @Test
    void learnsAsTheReferenceDoes() {
        passes(emulator(CudaConformanceRun.class, ConformanceRun.LEARNING));
    }

    /** By the count of the driver's own calls, so that what a step adds is what more steps add. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void aStepWaitsOnceAndCopiesFromPinnedMemory(int late) {
        int few = 3;
        int many = 43;
        Ended start =
                emulator(TrainingProgram.class, "" + few).setting("LATE", late).run();
        Ended end =
                emulator(TrainingProgram.class, "" + many).setting("LATE", late).run();
        for (Ended ended : List.of(start, end)) {
            assertEquals(0, ended.exit(), ended::toString);
            assertEquals(0, ended.reported("copies of pageable memory"), ended::toString);
        }
        assertEquals(
                many - few,
                end.reported("synchronisations") - start.reported("synchronisations"),
                () -> many - few + " more steps\n" + start + "\n" + end);
    }

    @Test
    void recordsRepeatsAndRefuses() {
        passes(emulator(BackendRun.class).setting("ORDER", "random").setting("LATE", 1));
    }

    @Tag("long")
    @Test
    void recordsRepeatsAndRefusesAtOnce() {
        passes(emulator(BackendRun.class));
    }

    /** On a device that can do it in this way. */
    private static EmulatedProcess in(
            String order, int seed, int late, String recurrence, Class<?> main, String... arguments) {
        return emulator(main, arguments)
                .property(CudaSettings.RECURRENCE, recurrence)
                .setting("CAPABILITY", recurrence.equals("grid") ? "8.0" : "9.0")
                .setting("MULTIPROCESSORS", 8)
                .setting("ORDER", order)
                .setting("SEED", seed)
                .setting("LATE", late);
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
