package dev.unroll.opencl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
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
import dev.unroll.opencl.OpenClSettings.Family;
import dev.unroll.opencl.OpenClSettings.Recurrence;
import dev.unroll.opencl.runtime.Memory;
import dev.unroll.opencl.runtime.Session;
import dev.unroll.train.Batch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is refused, and that everything else goes on as if nothing had been asked. */
class OpenClBackendTest {
    private static final long LEAST = 1 << 10;

    @Test
    void tooMuchMemoryIsRefusedWithItsNumbersAndEverythingElseWorks() {
        try (OpenClBackend backend = OpenClUnderTest.open()) {
            DeviceBuffer before = filled(backend, 1.5);
            for (long length : new long[] {Integer.MAX_VALUE, 1L << 40, Long.MAX_VALUE}) {
                DeviceOutOfMemoryException refused = assertThrows(
                        DeviceOutOfMemoryException.class, () -> backend.allocate(ElementType.REAL, length));
                assertEquals(length > Long.MAX_VALUE / 4 ? Long.MAX_VALUE : 4 * length, refused.askedBytes());
                assertTrue(refused.freeBytes() > 0 && refused.freeBytes() < refused.askedBytes(), refused::getMessage);
                assertTrue(
                        String.valueOf(refused.getMessage())
                                .contains(backend.device().name()),
                        refused::getMessage);
            }
            assertThrows(IllegalArgumentException.class, () -> backend.allocate(ElementType.REAL, -1));
            backend.axpby(1, before.view(), 1, before.view());
            assertArrayEquals(new double[] {3, 3}, read(before));
        }
    }

    /** Whichever allocation of a step it is that finds no room: the step has not happened, and a later one is what it would have been. */
    @ParameterizedTest
    @MethodSource("dev.unroll.opencl.OpenClUnderTest#paths")
    void whenMemoryRunsOutInAStepTrainingGoesOn(Family family, Recurrence recurrence) {
        int refusals = 0;
        for (long left = 0; left <= 1 << 20; left = Math.max(4 * LEAST, 2 * left)) {
            try (OpenClBackend backend = OpenClUnderTest.open(family, recurrence);
                    OpenClBackend other = OpenClUnderTest.open(family, recurrence);
                    TrainingRun run = new TrainingRun(backend, CellType.LSTM);
                    TrainingRun undisturbed = new TrainingRun(other, CellType.LSTM)) {
                assertEquals(undisturbed.step(), run.step());
                double[] before = run.weights();
                Batch large = run.batch(50);
                undisturbed.batch(50);
                List<Memory> others = takeAllBut(backend.session(), left);
                boolean refused = false;
                try {
                    run.trainer().step(large);
                } catch (DeviceOutOfMemoryException full) {
                    refused = true;
                    refusals++;
                    assertTrue(full.askedBytes() > full.freeBytes(), full::getMessage);
                    assertArrayEquals(before, run.weights());
                }
                others.forEach(Memory::close);
                if (refused) {
                    assertEquals(undisturbed.step(), run.step());
                    assertEquals(
                            undisturbed.trainer().step(undisturbed.batch(50)).loss(),
                            run.trainer().step(run.batch(50)).loss());
                    assertArrayEquals(undisturbed.weights(), run.weights());
                }
            }
        }
        assertTrue(refusals > 2, "refused " + refusals + " times");
    }

    /** Holds the device's memory, untouched, up to so many bytes. */
    private static List<Memory> takeAllBut(Session session, long left) {
        List<Memory> taken = new ArrayList<>();
        Memory kept = left == 0 ? null : session.allocate(left);
        long next = session.device().maxAllocationBytes();
        while (next >= LEAST) {
            try {
                taken.add(session.allocate(next));
            } catch (DeviceOutOfMemoryException full) {
                next /= 2;
            }
        }
        if (kept != null) {
            kept.close();
        }
        return taken;
    }

    @Test
    void useAfterCloseIsAnError() {
        OpenClBackend backend = OpenClUnderTest.open();
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

    @Test
    void everyHandleIsReleased() {
        OpenClUnderTest.open().close();
        long before = Session.liveHandles();
        try (OpenClBackend backend = OpenClUnderTest.open();
                TrainingRun run = new TrainingRun(backend, CellType.GRU)) {
            run.step();
            assertTrue(Session.liveHandles() > before);
        }
        assertEquals(before, Session.liveHandles());
        // What nobody closed goes with its backend.
        try (OpenClBackend backend = OpenClUnderTest.open()) {
            new TrainingRun(backend, CellType.GRU).step();
        }
        assertEquals(before, Session.liveHandles());
    }

    @Test
    void buffersOfAnotherInstanceAreRefused() {
        try (OpenClBackend one = OpenClUnderTest.open();
                OpenClBackend two = OpenClUnderTest.open()) {
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

    @ParameterizedTest
    @MethodSource("dev.unroll.opencl.OpenClUnderTest#paths")
    void smallReserveAndScratchAreRefusedBeforeAnythingRuns(Family family, Recurrence recurrence) {
        try (OpenClBackend backend = OpenClUnderTest.open(family, recurrence)) {
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

    private static DeviceBuffer filled(OpenClBackend backend, double value) {
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
