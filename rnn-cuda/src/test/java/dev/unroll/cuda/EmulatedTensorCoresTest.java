package dev.unroll.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.cuda.emulator.EmulatedProcess;
import dev.unroll.cuda.emulator.EmulatedProcess.Ended;
import dev.unroll.cuda.emulator.Emulator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Products by tensor cores, {@code -Drnn.cuda.math=tf32}, on the emulator. */
class EmulatedTensorCoresTest {
    private static final String NETWORKS = "11:depth=2 CROSS_ENTROPY ALL_STEPS";

    /** Every tile, and products that are split, in any order of the threads; float32's as well, whose largest the kit's sizes do not ask for. */
    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest
    @CsvSource({"TF32, 300, random, 1, after", "FP32, 300, reverse, 1, before"})
    void everyTileComputesTheProductsOfTheKit(String products, int largest, String order, int seed, String guard) {
        passes(emulator(TileRun.class, products, String.valueOf(largest))
                .setting("ORDER", order)
                .setting("SEED", seed)
                .setting("GUARD", guard)
                .setting("CAPABILITY", "8.0"));
    }

    /** The input products, the gradients and the head; in steps the recurrent product too. */
    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest
    @CsvSource({"auto, 9.0, random", "stepwise, 8.0, reverse"})
    void networksStayWithinTheBounds(String recurrence, String capability, String order) {
        passes(emulator(
                        ConformanceRun.class,
                        "40:linearSoftmaxCrossEntropy",
                        "17:recurrent",
                        NETWORKS,
                        ConformanceRun.GOLDEN)
                .property(CudaSettings.MATH, "tf32")
                .property(CudaSettings.RECURRENCE, recurrence)
                .setting("CAPABILITY", capability)
                .setting("ORDER", order));
    }

    @Test
    void itIsRefusedOnAnOlderDeviceAndUsedOnAnother() {
        passes(emulator(PrecisionRun.class, "older").setting("CAPABILITY", "7.5"));
        passes(emulator(PrecisionRun.class, "newer").setting("CAPABILITY", "8.0"));
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
