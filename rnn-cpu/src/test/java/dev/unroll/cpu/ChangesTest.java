package dev.unroll.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.unroll.backend.Backend;
import dev.unroll.conformance.ConformanceKit;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Whatever writes to a buffer counts as a change of it: what has been packed of weights is trusted because of that. */
class ChangesTest {
    private final List<CpuBuffer> buffers = new ArrayList<>();
    private final Set<String> writers = new TreeSet<>();
    private final Set<String> silent = new TreeSet<>();

    @Test
    void everyWriteIsCounted() {
        try (CpuBackend cpu = Program.backend(KernelSet.pick(true), 2);
                ConformanceKit kit = new ConformanceKit()) {
            Backend watched = (Backend) Proxy.newProxyInstance(
                    Backend.class.getClassLoader(),
                    new Class<?>[] {Backend.class},
                    (proxy, method, arguments) -> watch(cpu, method, arguments));
            assertEquals(List.of(), kit.failures(watched, ConformanceKit.Options.QUICK));
        }
        assertEquals(Set.of(), silent, "calls that wrote to a buffer and did not say so");
        Set<String> expected = new TreeSet<>(Set.of(
                "activationBackward",
                "adamStep",
                "axpby",
                "columnSum",
                "dropout",
                "embeddingBackward",
                "embeddingForward",
                "fill",
                "gatesBackward",
                "gatesForward",
                "gemm",
                "meanSquaredError",
                "recurrentBackward",
                "recurrentForward",
                "sgdStep",
                "softmaxCrossEntropy",
                "sumOfSquares",
                "upload"));
        expected.removeAll(writers);
        assertEquals(Set.of(), expected, "calls that were not seen to write");
    }

    private Object watch(CpuBackend cpu, Method method, Object[] arguments) throws Throwable {
        buffers.removeIf(CpuBuffer::isClosed);
        List<CpuBuffer> watched = List.copyOf(buffers);
        List<float[]> contents =
                watched.stream().map(buffer -> buffer.floats().clone()).toList();
        long[] changes = watched.stream().mapToLong(CpuBuffer::changes).toArray();
        Object result;
        try {
            result = method.invoke(cpu, arguments);
        } catch (InvocationTargetException thrown) {
            throw thrown.getCause();
        }
        for (int i = 0; i < changes.length; i++) {
            CpuBuffer buffer = watched.get(i);
            if (!buffer.isClosed() && !Arrays.equals(contents.get(i), buffer.floats())) {
                writers.add(method.getName());
                if (buffer.changes() == changes[i]) {
                    silent.add(method.getName());
                }
            }
        }
        if (result instanceof CpuBuffer buffer) {
            buffers.add(buffer);
        }
        return result;
    }
}
