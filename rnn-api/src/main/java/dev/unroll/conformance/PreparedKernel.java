package dev.unroll.conformance;

import dev.unroll.backend.Backend;
import dev.unroll.backend.View;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A {@link KernelCase} on a backend, ready to be called: its operands lie in guarded memory and what must run first has run. One call is
 * a test; many calls are a benchmark, for cases whose operands stay ordinary numbers however often the kernel reads what it wrote before
 * (every case of {@link KernelSuite}). Not safe for use by two threads at a time.
 */
public final class PreparedKernel implements AutoCloseable {
    private final Backend backend;
    private final KernelCase kernelCase;
    private final List<Operand> operands;
    private final Map<String, GuardedBuffer> buffers = new LinkedHashMap<>();
    private KernelCase.Arguments arguments = new KernelCase.Arguments(Map.of());

    private PreparedKernel(Backend backend, KernelCase kernelCase, List<Operand> operands) {
        this.backend = backend;
        this.kernelCase = kernelCase;
        this.operands = operands;
    }

    /**
     * Allocates and fills a case's operands, runs its preparation and waits for it.
     *
     * @param backend that computes; stays the caller's to close
     * @param seed of the operands' values
     * @throws dev.unroll.backend.DeviceOutOfMemoryException when they do not fit; nothing stays allocated then
     */
    public static PreparedKernel of(Backend backend, KernelCase kernelCase, long seed) {
        return of(backend, kernelCase, kernelCase.operands(seed));
    }

    static PreparedKernel of(Backend backend, KernelCase kernelCase, List<Operand> operands) {
        PreparedKernel kernel = new PreparedKernel(backend, kernelCase, operands);
        boolean ready = false;
        try {
            kernel.allocate();
            KernelCase.Invocation preparation = kernelCase.preparation();
            if (preparation != null) {
                preparation.run(backend, kernel.arguments);
            }
            backend.synchronize();
            ready = true;
            return kernel;
        } finally {
            if (!ready) {
                kernel.close();
            }
        }
    }

    private void allocate() {
        Map<String, View> views = new LinkedHashMap<>();
        for (Operand operand : operands) {
            boolean strided = kernelCase.isStrided() && !operand.dense();
            GuardedBuffer buffer = GuardedBuffer.allocate(
                    backend, operand.type(), operand.rows(), operand.columns(backend), operand.data(), strided);
            buffers.put(operand.name(), buffer);
            views.put(operand.name(), buffer.view());
        }
        arguments = new KernelCase.Arguments(views);
    }

    /** Calls the kernel once; a device may still be at work when this returns. */
    public void run() {
        kernelCase.run().run(backend, arguments);
    }

    /** Calls the kernel once and waits until the device has finished it: what one timed operation is. */
    public void runAndWait() {
        run();
        backend.synchronize();
    }

    /** Waits, then copies what the kernel has written, row-major, by operand name. */
    public Map<String, double[]> contents() {
        Map<String, double[]> result = new LinkedHashMap<>();
        for (Operand operand : operands) {
            if (operand.isCompared()) {
                GuardedBuffer buffer = buffer(operand);
                result.put(operand.name(), buffer.content(buffer.download()));
            }
        }
        return result;
    }

    /** Waits, then says which guard words or inputs the calls so far have changed; null when they changed none. */
    public @Nullable String fault() {
        return inspect(Map.of()).fault();
    }

    /** What the preparation has written, guards included, by operand name. */
    Map<String, double[]> prepared() {
        Map<String, double[]> result = new LinkedHashMap<>();
        for (Operand operand : operands) {
            if (operand.isPrepared()) {
                result.put(operand.name(), buffer(operand).download());
            }
        }
        return result;
    }

    /**
     * What the calls have done.
     *
     * @param prepared from {@link #prepared}, taken before the first call: what they must have left alone
     */
    KernelRun.Result inspect(Map<String, double[]> prepared) {
        Map<String, double[]> contents = new LinkedHashMap<>();
        List<String> faults = new ArrayList<>();
        for (Operand operand : operands) {
            GuardedBuffer buffer = buffer(operand);
            double[] all = buffer.download();
            add(faults, operand, buffer.damage(all));
            if (operand.role() == Operand.Role.INPUT) {
                add(faults, operand, buffer.change(all, null));
            } else if (prepared.containsKey(operand.name())) {
                add(faults, operand, buffer.change(all, prepared.get(operand.name())));
            }
            if (operand.isCompared()) {
                contents.put(operand.name(), buffer.content(all));
            }
        }
        return new KernelRun.Result(contents, faults.isEmpty() ? null : String.join("; ", faults));
    }

    private static void add(List<String> faults, Operand operand, @Nullable String fault) {
        if (fault != null) {
            faults.add(operand.name() + ": " + fault);
        }
    }

    private GuardedBuffer buffer(Operand operand) {
        GuardedBuffer buffer = buffers.get(operand.name());
        if (buffer == null) {
            throw new IllegalStateException("operand " + operand.name() + " is not allocated");
        }
        return buffer;
    }

    /** Frees the operands; the backend stays open. */
    @Override
    public void close() {
        buffers.values().forEach(GuardedBuffer::close);
        buffers.clear();
    }
}
