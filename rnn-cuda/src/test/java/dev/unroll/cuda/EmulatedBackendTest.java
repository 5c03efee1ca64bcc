package dev.unroll.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.conformance.ConformanceRun;
import dev.unroll.cuda.CudaSettings.Recurrence;
import dev.unroll.cuda.emulator.EmulatedProcess;
import dev.unroll.cuda.emulator.EmulatedProcess.Ended;
import dev.unroll.cuda.emulator.Emulator;
import java.time.Duration;
import java.util.ArrayList;
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
    static final String GOLDEN = ConformanceRun.GOLDEN + ":../rnn-api/src/test/resources/golden";
    /** Every way through a sequence. */
    private static final List<Recurrence> WAYS =
            List.of(Recurrence.BLOCK, Recurrence.FUSED, Recurrence.SEPARATE, Recurrence.CLUSTER, Recurrence.GRID);

    private static final int ORDERS = 5;
    /** Enough for two groups of two blocks. More take longer: all blocks of a grid run at once. */
    private static final int FEW_MULTIPROCESSORS = 4;

    private static final Duration LIMIT = Duration.ofMinutes(15);

    /**
     * Every kernel in every order, and those of sequences in every way as well. Between them the orders have each network in one of the ways,
     * and the golden networks and the learning tasks in each way.
     */
    @Tag("native")
    @ParameterizedTest
    @CsvSource({
        "0, forward, 1, after, 0",
        "1, reverse, 1, before, 1",
        "2, random, 1, after, 0",
        "3, random, 2, before, 1",
        "4, random, 3, after, 1"
    })
    void computesWhatTheReferenceComputesInAnyOrder(int number, String order, int seed, String guard, int late) {
        List<String> words = new ArrayList<>(List.of("17:" + ConformanceRun.LAYERLESS));
        for (int i = 0; i < WAYS.size(); i++) {
            words.addAll(
                    List.of(word(WAYS.get(i)), "17:recurrent", networks(ORDERS * number + i, ORDERS * WAYS.size())));
        }
        words.addAll(List.of(word(WAYS.get(number)), GOLDEN, ConformanceRun.LEARNING));
        passes(in(order, seed, late, Recurrence.AUTO, CudaConformanceRun.class, words.toArray(String[]::new))
                .setting("MULTIPROCESSORS", FEW_MULTIPROCESSORS)
                .setting("GUARD", guard));
    }

    private static String networks(int part, int parts) {
        return ConformanceRun.NETWORKS + ":" + part + "/" + parts;
    }

    private static String word(Recurrence way) {
        return way.name().toLowerCase(Locale.ROOT);
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
    @CsvSource({"CLUSTER, random, 1, 1", "GRID, reverse, 1, 0"})
    void groupsComputeWhatTheReferenceComputes(Recurrence exchange, String order, int seed, int late) {
        passes(in(order, seed, late, exchange, SequenceRun.class, exchange.name()));
    }

    /**
     * Of a layer as wide as they are on a GPU: many lanes to a product, many chunks to a group. The long test has a wider one as well, and every
     * order.
     */
    @Tag("native")
    @ParameterizedTest
    @CsvSource("DEEP, 17, random, 1, 1")
    void deepProductsInChunksComputeWhatTheReferenceComputes(
            String layers, int multiprocessors, String order, int seed, int late) {
        passes(in(order, seed, late, Recurrence.GRID, SequenceRun.class, "GRID", layers)
                .setting("MULTIPROCESSORS", multiprocessors));
    }

    @Tag("native")
    @ParameterizedTest
    @CsvSource("reverse, 1, 1")
    void stepsComputeWhatTheReferenceComputesWithEachTile(String order, int seed, int late) {
        passes(in(order, seed, late, Recurrence.FUSED, StepRun.class).setting("MULTIPROCESSORS", 1));
    }

    /** Every network in every way and every order, which takes several minutes of processor time. */
    @Tag("long")
    @ParameterizedTest
    @CsvSource({"forward, 1, 0", "reverse, 1, 1", "random, 1, 0", "random, 2, 1", "random, 3, 0"})
    void everyWayComputesInAnyOrder(String order, int seed, int late) {
        for (Recurrence way : WAYS) {
            String[] words = {networks(0, 1), GOLDEN, ConformanceRun.LEARNING};
            passes(in(order, seed, late, way, CudaConformanceRun.class, words));
        }
        stepsComputeWhatTheReferenceComputesWithEachTile(order, seed, late);
        groupsComputeWhatTheReferenceComputes(Recurrence.CLUSTER, order, seed, late);
        groupsComputeWhatTheReferenceComputes(Recurrence.GRID, order, seed, late);
        deepProductsInChunksComputeWhatTheReferenceComputes("DEEP", 17, order, seed, late);
        deepProductsInChunksComputeWhatTheReferenceComputes("DEEPEST", 86, order, seed, late);
    }

    @Test
    void computesTheGoldenNetworks() {
        passes(emulator(CudaConformanceRun.class, GOLDEN));
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

    /** On a device that can do it in this way; where the blocks meet in device memory, on one without clusters. */
    private static EmulatedProcess in(
            String order, int seed, int late, Recurrence way, Class<?> main, String... arguments) {
        return emulator(main, arguments)
                .property(CudaSettings.RECURRENCE, word(way))
                .setting("CAPABILITY", way == Recurrence.GRID ? "8.0" : "9.0")
                .setting("MULTIPROCESSORS", 8)
                .setting("ORDER", order)
                .setting("SEED", seed)
                .setting("LATE", late);
    }

    private static EmulatedProcess emulator(Class<?> main, String... arguments) {
        return Emulator.get().jvm(main, arguments);
    }

    private static void passes(EmulatedProcess process) {
        Ended ended = process.run(LIMIT);
        assertEquals(0, ended.exit(), ended::toString);
        assertTrue(ended.releasedEverything(), ended::toString);
        ended.out().lines().filter(line -> line.endsWith(" s of CPU")).forEach(System.out::println);
    }
}
