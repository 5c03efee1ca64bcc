package dev.unroll.train;

import dev.unroll.backend.Backend;
import dev.unroll.backend.DeviceBuffer;
import dev.unroll.backend.DeviceOutOfMemoryException;
import dev.unroll.reference.ReferenceBackend;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A reference backend whose calls are noted, whose memory can be made small, and which replays recorded work: for a key that it has seen
 * it runs the work of the first time, as a backend does that captured it.
 */
final class WatchedBackend {
    /** Method name and, for transfers, the number of elements. */
    record Call(String method, int elements) {}

    final List<Call> calls = new ArrayList<>();
    final List<DeviceBuffer> buffers = new ArrayList<>();
    final Map<Object, Runnable> recorded = new HashMap<>();
    long largestAllocation = Long.MAX_VALUE;
    private boolean recording;
    private final ReferenceBackend inner = new ReferenceBackend();

    Backend backend() {
        return (Backend) Proxy.newProxyInstance(
                Backend.class.getClassLoader(),
                new Class<?>[] {Backend.class},
                (proxy, method, args) -> call(method, args));
    }

    List<Call> transfers(String method) {
        return calls.stream().filter(call -> call.method().equals(method)).toList();
    }

    private @Nullable Object call(Method method, Object[] args) throws Throwable {
        if (method.getName().equals("record")) {
            return replay(args[0], (Runnable) args[1]);
        }
        boolean transfer = method.getName().equals("upload") || method.getName().equals("download");
        boolean allocation = method.getName().equals("allocate");
        if (recording && (transfer || allocation || method.getName().equals("synchronize"))) {
            throw new AssertionError(method.getName() + " inside recorded work");
        }
        calls.add(new Call(method.getName(), transfer ? (int) args[4] : 0));
        if (allocation && (long) args[1] > largestAllocation) {
            throw new DeviceOutOfMemoryException("test device", (long) args[1] * 8, largestAllocation * 8);
        }
        try {
            Object result = method.invoke(inner, args);
            if (allocation) {
                buffers.add((DeviceBuffer) result);
            }
            return result;
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private @Nullable Object replay(Object key, Runnable work) {
        calls.add(new Call("record", 0));
        recording = true;
        try {
            recorded.computeIfAbsent(key, first -> work).run();
        } finally {
            recording = false;
        }
        return null;
    }

    /** Buffers that nobody closed. */
    long open() {
        return buffers.stream().filter(buffer -> !buffer.isClosed()).count();
    }
}
