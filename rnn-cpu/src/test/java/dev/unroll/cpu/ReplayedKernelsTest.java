package dev.unroll.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.backend.Backend;
import dev.unroll.backend.DeviceBuffer;
import dev.unroll.backend.ElementType;
import dev.unroll.conformance.CasePlan;
import dev.unroll.conformance.ForwardingBackend;
import dev.unroll.conformance.KernelCase;
import dev.unroll.conformance.KernelCases;
import dev.unroll.conformance.Operand;
import dev.unroll.conformance.PreparedKernel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Every kernel, replayed: the bits of the plain call, nothing allocated by any thread, and a closed buffer noticed whichever it is. */
class ReplayedKernelsTest {
    private static final int TIMES = 3;
    /** Every way through a kernel, in seconds. */
    private static final int MOST = 33;

    private static final int REPLAYS = 10;
    /** What the JVM links when code runs first is allocated once; a kernel would allocate each time. */
    private static final int ATTEMPTS = 3;

    private final List<KernelCase> cases = KernelCases.of(new CasePlan(true)).stream()
            .filter(each -> !each.kernel().equals("transfer") && each.extent() <= MOST)
            .toList();

    @Test
    void replaysHaveTheBitsOfPlainCalls() {
        for (KernelSet kernels : new KernelSet[] {KernelSet.pick(true), KernelSet.SCALAR}) {
            try (CpuBackend backend = Program.backend(kernels, 3)) {
                for (KernelCase each : cases) {
                    try (PreparedKernel plain = PreparedKernel.of(backend, each, 1);
                            PreparedKernel recorded = PreparedKernel.of(backend, each, 1)) {
                        for (int i = 0; i < TIMES; i++) {
                            plain.run();
                            backend.record(recorded, recorded::run);
                        }
                        Map<String, double[]> expected = plain.contents();
                        recorded.contents()
                                .forEach((name, values) ->
                                        assertArrayEquals(expected.get(name), values, each.id() + ", " + name));
                        assertNull(recorded.fault(), each::id);
                    }
                }
            }
        }
    }

    @Test
    void replaysAllocateNothing() {
        for (int threads = 1; threads <= 2; threads++) {
            Set<Thread> others = AllocatedBytes.liveThreads();
            try (CpuBackend backend = Program.backend(KernelSet.SCALAR, threads)) {
                AllocatedBytes bytes = AllocatedBytes.ofBackend(others);
                assertEquals(threads, bytes.threads(), "threads");
                for (KernelCase each : cases) {
                    try (PreparedKernel kernel = PreparedKernel.of(backend, each, 1)) {
                        Runnable work = kernel::run;
                        Runnable replay = () -> backend.record(kernel, work);
                        replay.run();
                        for (int i = 0; i < ATTEMPTS && (i == 0 || allocated(bytes)); i++) {
                            bytes.during(REPLAYS, replay);
                        }
                        assertTrue(!allocated(bytes), () -> each.id() + ", " + REPLAYS + " replays: " + bytes);
                    }
                }
            }
        }
    }

    private static boolean allocated(AllocatedBytes bytes) {
        return bytes.onCallingThread() + bytes.onWorkers() > 0;
    }

    @Test
    void everyClosedBufferIsNoticed() {
        Map<String, KernelCase> distinct = new LinkedHashMap<>();
        cases.forEach(each -> distinct.putIfAbsent(each.kernel() + operands(each), each));
        try (CpuBackend backend = Program.backend(KernelSet.SCALAR, 1)) {
            for (KernelCase each : distinct.values()) {
                int buffers = closing(backend, each, 0);
                for (int i = 1; i < buffers; i++) {
                    closing(backend, each, i);
                }
            }
        }
    }

    private static List<String> operands(KernelCase each) {
        return each.operands(1).stream().map(Operand::name).toList();
    }

    /** Closes one of a recorded call's buffers, and says how many there are. */
    private static int closing(CpuBackend backend, KernelCase each, int closed) {
        Watched watched = new Watched(backend);
        try (PreparedKernel kernel = PreparedKernel.of(watched, each, 1)) {
            Executable replay = () -> backend.record(kernel, kernel::run);
            run(replay);
            run(replay);
            watched.buffers.get(closed).close();
            String where = each.id() + ", buffer " + closed;
            IllegalStateException expected = assertThrows(IllegalStateException.class, kernel::run, where);
            IllegalStateException actual = assertThrows(IllegalStateException.class, replay, where);
            assertEquals(expected.getMessage(), actual.getMessage(), where);
            return watched.buffers.size();
        }
    }

    private static void run(Executable call) {
        try {
            call.execute();
        } catch (Throwable failure) {
            throw new AssertionError(failure);
        }
    }

    /** Knows the buffers that were allocated through it. */
    private static final class Watched extends ForwardingBackend {
        final List<DeviceBuffer> buffers = new ArrayList<>();

        Watched(Backend delegate) {
            super(delegate);
        }

        @Override
        public DeviceBuffer allocate(ElementType type, long length) {
            DeviceBuffer buffer = super.allocate(type, length);
            buffers.add(buffer);
            return buffer;
        }
    }
}
