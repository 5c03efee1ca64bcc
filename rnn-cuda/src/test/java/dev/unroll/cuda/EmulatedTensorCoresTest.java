package dev.unroll.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.cuda.emulator.EmulatedProcess;
import dev.unroll.cuda.emulator.EmulatedProcess.Ended;
import dev.unroll.cuda.emulator.Emulator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Products by tensor cores, {@code -Drnn.cuda.math=tf32}, on the emulator. */
@Tag("native")
@Execution(ExecutionMode.CONCURRENT)
class EmulatedTensorCoresTest {
    /** Every tile, and products that are split, in any order of the threads; float32's as well, whose largest the kit's sizes do not ask for. */
    @ParameterizedTest
    @CsvSource({"TF32, 40, random, 1, after", "FP32, 40, reverse, 1, before"})
    void everyTileComputesTheProductsOfTheKit(String products, int largest, String order, int seed, String guard) {
        passes(emulator(TileRun.class, products, String.valueOf(largest))
                .setting("ORDER", order)
                .setting("SEED", seed)
                .setting("GUARD", guard)
                .setting("CAPABILITY", "8.0"));
    }

    /** More than half of the largest tile in both directions. */
    @Tag("long")
    @Test
    void everyTileComputesLargerProducts() {
        everyTileComputesTheProductsOfTheKit("TF32", 80, "random", 1, "after");
    }

    /** Networks of another framework, whose recurrent product stays in float32, and layers by steps, whose does not. */
    @Test
    void networksStayWithinTheBounds() {
        passes(emulator(CudaConformanceRun.class, "40:linearSoftmaxCrossEntropy", EmulatedBackendTest.GOLDEN)
                .property(CudaSettings.MATH, "tf32")
                .setting("ORDER", "reverse"));
        passes(emulator(CudaConformanceRun.class, "9:recurrent", "11:RELU depth=2 CROSS", "11:GRU depth=2 CROSS")
                .property(CudaSettings.MATH, "tf32")
                .property(CudaSettings.RECURRENCE, "stepwise")
                .setting("CAPABILITY", "8.0")
                .setting("ORDER", "random"));
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
