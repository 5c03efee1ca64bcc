package dev.unroll.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.backend.CellType;
import dev.unroll.backend.DeviceBuffer;
import dev.unroll.backend.DeviceOutOfMemoryException;
import dev.unroll.backend.ElementType;
import dev.unroll.backend.GemmSpec;
import dev.unroll.backend.RecurrentSpec;
import dev.unroll.backend.RecurrentState;
import dev.unroll.backend.RecurrentWeights;
import dev.unroll.backend.View;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class CpuBackendTest {
    /** A small training step's kernels: every code path that gets compiled anew as it warms up. */
    private static final Program SMALL = memory -> {
        RecurrentSpec spec = RecurrentSpec.forward(CellType.LSTM, 2, 3, 5, 18);
        RecurrentWeights weights = RecurrenceTest.weights(memory, spec, 0.5);
        RecurrentState state = RecurrenceTest.state(memory, spec, null);
        View scratch = memory.flat(memory.backend.scratchSize(spec));
        memory.backend.recurrentForward(spec, weights, state, null, scratch);
        memory.result("h", state.h());
        View out = memory.garbage(1, 1);
        memory.backend.sumOfSquares(state.h(), out);
        memory.result("squares", out);
    };

    @Test
    void sameBitsAsTheCodeWarmsUp() {
        for (KernelSet kernels : new KernelSet[] {KernelSet.pick(true), KernelSet.SCALAR}) {
            try (CpuBackend backend = Program.backend(kernels, 1)) {
                Map<String, double[]> first = SMALL.on(backend);
                for (int call = 1; call <= 10_000; call++) {
                    Map<String, double[]> next = SMALL.on(backend);
                    for (String name : first.keySet()) {
                        assertArrayEquals(
                                first.get(name), next.get(name), name + " in call " + call + ", " + kernels.name());
                    }
                }
            }
        }
    }

    @Test
    void backendsWorkSideBySide() throws Exception {
        Map<String, double[]> expected;
        try (CpuBackend backend = Program.backend(KernelSet.pick(true), 1)) {
            expected = SMALL.on(backend);
        }
        ExecutorService callers = Executors.newFixedThreadPool(3);
        try {
            List<Callable<Void>> jobs = new ArrayList<>();
            for (int threads = 1; threads <= 3; threads++) {
                int count = threads;
                jobs.add(() -> {
                    for (int i = 0; i < 50; i++) {
                        try (CpuBackend backend = Program.backend(KernelSet.pick(i % 2 == 0), count)) {
                            Map<String, double[]> actual = SMALL.on(backend);
                            expected.forEach((name, values) -> assertArrayEquals(values, actual.get(name), name));
                        }
                    }
                    return null;
                });
            }
            for (Future<Void> done : callers.invokeAll(jobs)) {
                done.get();
            }
        } finally {
            callers.shutdownNow();
        }
    }

    @Test
    void tooMuchMemoryIsRefusedAndEverythingElseWorks() {
        try (CpuBackend backend = Program.backend(KernelSet.SCALAR, 1)) {
            View before = new Program.Memory(backend, 1).uniform(2, 2);
            for (long length : new long[] {Integer.MAX_VALUE - 20L, 1L << 40, Long.MAX_VALUE}) {
                DeviceOutOfMemoryException refused = assertThrows(
                        DeviceOutOfMemoryException.class, () -> backend.allocate(ElementType.REAL, length));
                assertEquals(length > 1L << 60 ? Long.MAX_VALUE : 4 * length, refused.askedBytes());
                assertTrue(refused.freeBytes() > 0, "free " + refused.freeBytes());
            }
            assertDoesNotThrow(() -> backend.axpby(1, before, 1, before));
            assertThrows(IllegalArgumentException.class, () -> backend.allocate(ElementType.REAL, -1));
        }
    }

    @Test
    void heapThatRunsFullIsOutOfMemory() {
        try (CpuBackend backend = Program.backend(KernelSet.SCALAR, 1)) {
            int part =
                    (int) Math.min(Integer.MAX_VALUE - 20L, Runtime.getRuntime().maxMemory() / 4 / 3);
            List<DeviceBuffer> held = new ArrayList<>();
            DeviceOutOfMemoryException refused = assertThrows(DeviceOutOfMemoryException.class, () -> {
                for (int i = 0; i < 4; i++) {
                    held.add(backend.allocate(ElementType.INT32, part));
                }
            });
            assertEquals(4L * part, refused.askedBytes());
            held.forEach(DeviceBuffer::close);
            assertDoesNotThrow(() -> backend.allocate(ElementType.INT32, part).close());
        }
    }

    @Test
    void useAfterCloseIsAnError() {
        CpuBackend backend = Program.backend(KernelSet.SCALAR, 2);
        View open = new Program.Memory(backend, 1).uniform(2, 2);
        View closed = new Program.Memory(backend, 1).uniform(2, 2);
        closed.buffer().close();
        closed.buffer().close();
        assertMessage(IllegalStateException.class, "x", () -> backend.axpby(1, closed, 0, open));
        backend.close();
        backend.close();
        assertTrue(open.buffer().isClosed());
        assertMessage(IllegalStateException.class, "a", () -> backend.gemm(GemmSpec.NN, open, open, null, open));
        assertMessage(IllegalStateException.class, "allocate", () -> backend.allocate(ElementType.REAL, 1));
        assertMessage(IllegalStateException.class, "synchronize", backend::synchronize);
    }

    @Test
    void buffersOfAnotherInstanceAreRefused() {
        RecurrentSpec spec = RecurrentSpec.forward(CellType.TANH, 1, 1, 1, 1);
        try (CpuBackend one = Program.backend(KernelSet.SCALAR, 1);
                CpuBackend two = Program.backend(KernelSet.SCALAR, 1)) {
            Program.Memory memory = new Program.Memory(two, 1);
            View x = memory.uniform(1, 1);
            assertMessage(IllegalArgumentException.class, "another instance", () -> one.fill(x, 1));
            RecurrentState state = RecurrenceTest.state(memory, spec, null);
            RecurrentWeights weights = RecurrenceTest.weights(memory, spec, 1);
            assertMessage(
                    IllegalArgumentException.class,
                    "another instance",
                    () -> one.recurrentForward(spec, weights, state, null, x));
        }
    }

    @Test
    void smallReserveAndScratchAreRefused() {
        RecurrentSpec spec = RecurrentSpec.forward(CellType.LSTM, 2, 3, 4, 5);
        try (CpuBackend backend = Program.backend(KernelSet.SCALAR, 1)) {
            Program.Memory memory = new Program.Memory(backend, 1);
            RecurrentState state = RecurrenceTest.state(memory, spec, null);
            RecurrentWeights weights = RecurrenceTest.weights(memory, spec, 1);
            View small = memory.flat(backend.scratchSize(spec) - 1);
            View scratch = memory.flat(backend.scratchSize(spec));
            assertMessage(
                    IllegalArgumentException.class,
                    "scratch: 1 x 119; expected at least 120",
                    () -> backend.recurrentForward(spec, weights, state, null, small));
            assertMessage(
                    IllegalArgumentException.class,
                    "reserve: 1 x 119; expected at least 165",
                    () -> backend.recurrentForward(spec, weights, state, small, scratch));
        }
    }

    @Test
    void whatATaskThrowsReachesTheCaller() {
        try (WorkerPool pool = new WorkerPool(3, "test")) {
            IllegalStateException thrown = assertThrows(
                    IllegalStateException.class,
                    () -> pool.run(20, (task, workspace) -> {
                        if (task == 13) {
                            throw new IllegalStateException("task 13");
                        }
                    }));
            assertEquals("task 13", thrown.getMessage());
            int[] done = new int[100];
            pool.run(100, (task, workspace) -> done[task]++);
            assertEquals(100, java.util.Arrays.stream(done).sum());
        }
    }

    private static void assertMessage(
            Class<? extends Exception> type, String part, org.junit.jupiter.api.function.Executable call) {
        String message = String.valueOf(assertThrows(type, call).getMessage());
        assertTrue(message.contains(part), message);
    }
}
