package dev.unroll.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.backend.CellType;
import dev.unroll.backend.Device;
import dev.unroll.backend.DeviceKind;
import dev.unroll.backend.RecurrentSpec;
import dev.unroll.cuda.SequencePlan.Pass;
import dev.unroll.cuda.StepPlan.Tile;
import dev.unroll.cuda.runtime.CudaDevice;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StepPlanTest {
    /** Shared memory of a block of the smallest device with copies of their own, capability 8.6, and of an H100. */
    private static final int LEAST_SHARED = 99 << 10;

    private static final int SHARED = 227 << 10;

    private static CudaDevice device(int capability, int multiprocessors, int sharedBytes) {
        Device device = new Device(0, "device", DeviceKind.GPU, "version", 1L << 34);
        return new CudaDevice(device, 0, capability, multiprocessors, sharedBytes, true, capability >= 90);
    }

    private static RecurrentSpec layer(CellType cell, int batch, int hidden) {
        return RecurrentSpec.forward(cell, 50, batch, hidden, hidden);
    }

    @Test
    void everyUnitAndRowIsInOneBlockWithAllGates() {
        Random random = new Random(1);
        for (int i = 0; i < 2000; i++) {
            CellType cell = CellType.values()[random.nextInt(4)];
            RecurrentSpec spec = layer(cell, 1 + random.nextInt(300), 1 + random.nextInt(3000));
            CudaDevice device = device(80, 1 + random.nextInt(200), random.nextBoolean() ? LEAST_SHARED : SHARED);
            for (Pass pass : Pass.values()) {
                StepPlan plan = StepPlan.of(spec, pass, device);
                int columns = pass == Pass.FORWARD ? plan.units() * cell.gates() : plan.units();
                assertTrue(plan.units() > 0 && columns <= plan.tile().columns, () -> spec + " " + plan);
                assertCovers(spec.hiddenSize(), plan.units(), plan.blocksAcross(spec));
                assertCovers(spec.batch(), plan.tile().rows, plan.blocksDown(spec));
            }
        }
    }

    private static void assertCovers(int size, int piece, int pieces) {
        assertTrue((long) piece * pieces >= size && (long) piece * (pieces - 1) < size, () -> size + " by " + piece);
    }

    @ParameterizedTest
    @CsvSource({
        "16, 2560, LOW",
        "32, 2048, MIDDLE",
        "32, 2560, MIDDLE",
        "64, 1760, HIGH",
        "64, 2560, HIGH",
        "128, 1760, WIDE",
        "128, 2048, WIDE",
        "128, 2560, WIDEST"
    })
    void aDeviceWithManyMultiprocessorsIsFilled(int batch, int hidden, Tile tile) {
        RecurrentSpec spec = layer(CellType.RELU, batch, hidden);
        for (Pass pass : Pass.values()) {
            StepPlan plan = StepPlan.of(spec, pass, device(90, 132, SHARED));
            assertEquals(tile, plan.tile(), pass::toString);
            assertTrue(plan.blocksAcross(spec) * plan.blocksDown(spec) > 132 / 2, plan::toString);
        }
    }

    @Test
    void everyTileFitsIntoTheSmallestDevice() {
        assertTrue(Arrays.stream(Tile.values()).allMatch(tile -> tile.sharedBytes() <= LEAST_SHARED));
    }

    @Test
    void itNeedsItsCopiesAndNoLongSums() {
        RecurrentSpec spec = layer(CellType.LSTM, 16, 2048);
        assertTrue(StepPlan.isPossible(spec, device(80, 108, SHARED)));
        assertEquals(
                "needs compute capability 8.0 or higher, and device has 7.5",
                StepPlan.obstacle(spec, device(75, 40, 64 << 10)));
        RecurrentSpec deep = layer(CellType.LSTM, 16, 8193);
        assertFalse(StepPlan.isPossible(deep, device(80, 108, SHARED)));
        assertEquals("has more than 32768 gates to add up", StepPlan.obstacle(deep, device(80, 108, SHARED)));
    }

    @Test
    void outputsThatFillTheDeviceWithLargeTilesStayAProduct() {
        CudaDevice device = device(90, 132, SHARED);
        assertTrue(StepPlan.pays(layer(CellType.LSTM, 512, 2560), device));
        assertFalse(StepPlan.pays(layer(CellType.LSTM, 4096, 2560), device));
    }

    /** As measured on an H100. 64 rows are one line of blocks: too short at 1,760 and 2,048 units, and at 512 nothing else is better. */
    @ParameterizedTest
    @CsvSource({
        "16, 2560, true",
        "32, 1760, true",
        "64, 512, true",
        "64, 1760, false",
        "64, 2048, false",
        "64, 2560, true",
        "128, 1760, true",
        "128, 2048, true"
    })
    void blocksThatLeaveTheDeviceIdleStayAProduct(int batch, int hidden, boolean pays) {
        assertEquals(pays, StepPlan.pays(layer(CellType.RELU, batch, hidden), device(90, 132, SHARED)));
    }
}
