package dev.unroll.train;

import dev.unroll.backend.Backend;
import dev.unroll.backend.DeviceOutOfMemoryException;
import dev.unroll.reference.ReferenceBackend;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;

/** A reference backend whose calls are noted, and whose memory can be made small. */
final class WatchedBackend {
    /** Method name and, for transfers, the number of elements. */
    record Call(String method, int elements) {}

    final List<Call> calls = new ArrayList<>();
    long largestAllocation = Long.MAX_VALUE;
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

    private Object call(Method method, Object[] args) throws Throwable {
        boolean transfer = method.getName().equals("upload") || method.getName().equals("download");
        calls.add(new Call(method.getName(), transfer ? (int) args[4] : 0));
        if (method.getName().equals("allocate") && (long) args[1] > largestAllocation) {
            throw new DeviceOutOfMemoryException("test device", (long) args[1] * 8, largestAllocation * 8);
        }
        try {
            return method.invoke(inner, args);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
