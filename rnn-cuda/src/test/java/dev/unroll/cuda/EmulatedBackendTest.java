package dev.unroll.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.cuda.emulator.EmulatedProcess;
import dev.unroll.cuda.emulator.EmulatedProcess.Ended;
import dev.unroll.cuda.emulator.Emulator;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The backend on the emulator, which stops at every access out of bounds, gives the threads of a block their turns in any order, and fills what
 * nobody has written with NaN.
 */
class EmulatedBackendTest {
    @ParameterizedTest
    @CsvSource({
        "forward, 1, after, 0",
        "reverse, 1, before, 1",
        "random, 1, after, 0",
        "random, 2, before, 1",
        "random, 3, after, 1"
    })
    void computesWhatTheReferenceComputesInAnyOrder(String order, int seed, String guard, int late) {
        passes(emulator(ConformanceRun.class, "17:" + ConformanceRun.KERNELS, "11:depth=2 CROSS_ENTROPY ALL_STEPS")
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

    @ParameterizedTest
    @CsvSource({
        "cluster, 9.0, forward, 0",
        "cluster, 9.0, reverse, 1",
        "cluster, 9.0, random, 1",
        "grid, 8.0, random, 0",
    })
    void groupsComputeWhatTheReferenceComputes(String exchange, String capability, String order, int late) {
        List<EmulatedProcess> runs = List.of(
                emulator(SequenceRun.class, exchange.toUpperCase(Locale.ROOT)),
                emulator(ConformanceRun.class, "17:recurrent", "11:depth=2 CROSS_ENTROPY ALL_STEPS")
                        .property("rnn.cuda.recurrence", exchange));
        for (EmulatedProcess run : runs) {
            passes(run.setting("CAPABILITY", capability)
                    .setting("MULTIPROCESSORS", 8)
                    .setting("ORDER", order)
                    .setting("LATE", late));
        }
    }

    @Test
    void computesTheGoldenNetworks() {
        passes(emulator(ConformanceRun.class, ConformanceRun.GOLDEN));
    }

    @Test
    void learnsAsTheReferenceDoes() {
        passes(emulator(ConformanceRun.class, ConformanceRun.LEARNING));
    }

    @Test
    void recordsRepeatsAndRefuses() {
        passes(emulator(BackendRun.class));
        passes(emulator(BackendRun.class).setting("ORDER", "random").setting("LATE", 1));
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
