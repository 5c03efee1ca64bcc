package dev.unroll.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.backend.CellType;
import dev.unroll.backend.DeviceBuffer;
import dev.unroll.backend.DeviceOutOfMemoryException;
import dev.unroll.backend.ElementType;
import dev.unroll.backend.GemmSpec;
import dev.unroll.backend.RecurrentSpec;
import dev.unroll.backend.View;
import dev.unroll.conformance.LayerRun;
import dev.unroll.conformance.TrainingRun;
import dev.unroll.cuda.CudaSettings.Recurrence;
import dev.unroll.cuda.runtime.Session;
import java.util.Map;
import org.junit.jupiter.api.function.Executable;

/** What is refused, and that everything else goes on as if nothing had been asked; and that nothing is left behind. */
final class OwnershipChecks {
    private OwnershipChecks() {}

    static void addTo(Map<String, Executable> checks) {
        checks.put("use after close is an error", OwnershipChecks::useAfterClose);
        checks.put("every handle is released", OwnershipChecks::handlesAreReleased);
        checks.put("buffers of another instance are refused", OwnershipChecks::foreignBuffers);
        checks.put("too much memory is refused", OwnershipChecks::tooMuchMemory);
        checks.put("small reserve and scratch are refused", OwnershipChecks::smallReserveAndScratch);
        checks.put("a layer that cannot run as it shall is refused", OwnershipChecks::layersThatDoNotFit);
    }

    private static void useAfterClose() {
        CudaBackend backend = CudaUnderTest.open();
        DeviceBuffer open = filled(backend, 1);
        DeviceBuffer closed = filled(backend, 2);
        View view = closed.view();
        closed.close();
        closed.close();
        assertTrue(closed.isClosed());
        assertMessage(IllegalStateException.class, "x", () -> backend.axpby(1, view, 0, open.view()));
        assertArrayEquals(new double[] {1, 1}, read(open));
        backend.close();
        backend.close();
        assertTrue(open.isClosed());
        View left = open.view();
        float[] host = new float[2];
        Map<String, Executable> calls = Map.of(
                "gemm", () -> backend.gemm(GemmSpec.NN, left, left, null, left),
                "fill", () -> backend.fill(left, 1),
                "upload", () -> backend.upload(open, 0, host, 0, 2),
                "download", () -> backend.download(open, 0, host, 0, 2),
                "allocate", () -> backend.allocate(ElementType.REAL, 1),
                "synchronize", backend::synchronize);
        calls.forEach((name, call) -> assertThrows(IllegalStateException.class, call, name));
    }

    private static void handlesAreReleased() {
        CudaUnderTest.open().close();
        long before = Session.liveHandles();
        try (CudaBackend backend = CudaUnderTest.open();
                TrainingRun run = new TrainingRun(backend, CellType.GRU)) {
            for (int i = 0; i < 3; i++) {
                run.step();
            }
            assertTrue(Session.liveHandles() > before);
        }
        assertEquals(before, Session.liveHandles());
        // What nobody closed goes with its backend.
        try (CudaBackend backend = CudaUnderTest.open()) {
            new TrainingRun(backend, CellType.GRU).step();
        }
        assertEquals(before, Session.liveHandles());
    }

    private static void foreignBuffers() {
        try (CudaBackend one = CudaUnderTest.open();
                CudaBackend two = CudaUnderTest.open()) {
            DeviceBuffer foreign = filled(two, 3);
            DeviceBuffer own = filled(one, 4);
            String word = "another instance";
            assertMessage(IllegalArgumentException.class, word, () -> one.fill(foreign.view(), 1));
            assertMessage(IllegalArgumentException.class, word, () -> one.axpby(1, foreign.view(), 0, own.view()));
            assertMessage(IllegalArgumentException.class, word, () -> one.download(foreign, 0, new float[2], 0, 2));
            assertArrayEquals(new double[] {3, 3}, read(foreign));
            assertArrayEquals(new double[] {4, 4}, read(own));
        }
    }

    private static void tooMuchMemory() {
        try (CudaBackend backend = CudaUnderTest.open()) {
            DeviceBuffer before = filled(backend, 1.5);
            for (long length : new long[] {Integer.MAX_VALUE, 1L << 40, Long.MAX_VALUE}) {
                DeviceOutOfMemoryException refused = assertThrows(
                        DeviceOutOfMemoryException.class, () -> backend.allocate(ElementType.REAL, length));
                assertEquals(length > Long.MAX_VALUE / 4 ? Long.MAX_VALUE : 4 * length, refused.askedBytes());
                assertTrue(refused.freeBytes() > 0 && refused.freeBytes() < refused.askedBytes(), refused::getMessage);
            }
            assertThrows(IllegalArgumentException.class, () -> backend.allocate(ElementType.REAL, -1));
            backend.axpby(1, before.view(), 1, before.view());
            assertArrayEquals(new double[] {3, 3}, read(before));
        }
    }

    private static void smallReserveAndScratch() {
        try (CudaBackend backend = CudaUnderTest.open()) {
            for (CellType cell : CellType.values()) {
                RecurrentSpec spec = RecurrentSpec.forward(cell, 3, 2, 4, 5);
                try (LayerRun layer = new LayerRun(backend, spec, 1, 2)) {
                    Map<String, Long> before = backend.session().launches();
                    assertMessage(IllegalArgumentException.class, "scratch: 1 x ", () -> layer.forwardWithLess(0, 1));
                    if (backend.reserveSize(spec) > 0) {
                        assertMessage(IllegalArgumentException.class, "reserve", () -> layer.forwardWithLess(1, 0));
                    }
                    assertEquals(before, backend.session().launches());
                    layer.forwardWithLess(0, 0);
                }
            }
        }
    }

    private static void layersThatDoNotFit() {
        Map<CellType, Integer> largest =
                Map.of(CellType.LSTM, 32, CellType.GRU, 42, CellType.TANH, 128, CellType.RELU, 128);
        try (CudaBackend backend = CudaUnderTest.open(Recurrence.BLOCK)) {
            largest.forEach((cell, hidden) -> {
                assertTrue(backend.supports(RecurrentSpec.forward(cell, 3, 2, 4, hidden)), cell::toString);
                RecurrentSpec larger = RecurrentSpec.forward(cell, 3, 2, 4, hidden + 1);
                assertFalse(backend.supports(larger), cell::toString);
                String words = "-Drnn.cuda.recurrence=block: " + cell + " with H=" + (hidden + 1)
                        + " and N=2 does not fit blocks of " + backend.device().name();
                assertMessage(IllegalArgumentException.class, words, () -> backend.implementationName(larger));
                assertMessage(IllegalArgumentException.class, words, () -> backend.reserveSize(larger));
                assertMessage(IllegalArgumentException.class, words, () -> backend.scratchSize(larger));
            });
        }
    }

    private static DeviceBuffer filled(CudaBackend backend, double value) {
        DeviceBuffer buffer = backend.allocate(ElementType.REAL, 2);
        backend.upload(buffer, 0, new double[] {value, value}, 0, 2);
        return buffer;
    }

    private static double[] read(DeviceBuffer buffer) {
        double[] values = new double[(int) buffer.length()];
        buffer.owner().download(buffer, 0, values, 0, values.length);
        return values;
    }

    private static void assertMessage(Class<? extends Exception> type, String part, Executable call) {
        String message = String.valueOf(assertThrows(type, call).getMessage());
        assertTrue(message.contains(part), message);
    }
}
