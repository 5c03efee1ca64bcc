package dev.unroll.conformance;

import dev.unroll.backend.Backend;
import dev.unroll.backend.View;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One execution of a {@link KernelCase} on one backend, in guarded memory. */
final class KernelRun {
    /** The compared operands' contents, and what happened that should not have. */
    record Result(Map<String, double[]> contents, @Nullable String fault) {}

    private final Backend backend;
    private final KernelCase kernelCase;
    private final List<Operand> operands;
    private final Map<String, GuardedBuffer> buffers = new LinkedHashMap<>();

    private KernelRun(Backend backend, KernelCase kernelCase, List<Operand> operands) {
        this.backend = backend;
        this.kernelCase = kernelCase;
        this.operands = operands;
    }

    static Result of(Backend backend, KernelCase kernelCase, List<Operand> operands) {
        KernelRun run = new KernelRun(backend, kernelCase, operands);
        try {
            return run.execute();
        } finally {
            run.buffers.values().forEach(GuardedBuffer::close);
        }
    }

    private Result execute() {
        Map<String, View> views = new LinkedHashMap<>();
        for (Operand operand : operands) {
            boolean strided = kernelCase.isStrided() && !operand.dense();
            GuardedBuffer buffer = GuardedBuffer.allocate(
                    backend, operand.type(), operand.rows(), operand.columns(backend), operand.data(), strided);
            buffers.put(operand.name(), buffer);
            views.put(operand.name(), buffer.view());
        }
        KernelCase.Arguments arguments = new KernelCase.Arguments(views);
        Map<String, double[]> prepared = prepare(arguments);
        kernelCase.run().run(backend, arguments);
        backend.synchronize();
        return inspect(prepared);
    }

    private Map<String, double[]> prepare(KernelCase.Arguments arguments) {
        Map<String, double[]> result = new LinkedHashMap<>();
        KernelCase.Invocation preparation = kernelCase.preparation();
        if (preparation != null) {
            preparation.run(backend, arguments);
            for (Operand operand : operands) {
                if (operand.isPrepared()) {
                    result.put(operand.name(), buffer(operand).download());
                }
            }
        }
        return result;
    }

    private Result inspect(Map<String, double[]> prepared) {
        Map<String, double[]> contents = new LinkedHashMap<>();
        List<String> faults = new ArrayList<>();
        for (Operand operand : operands) {
            GuardedBuffer buffer = buffer(operand);
            double[] all = buffer.download();
            add(faults, operand, buffer.damage(all));
            if (operand.role() == Operand.Role.INPUT) {
                add(faults, operand, buffer.change(all, null));
            } else if (operand.isPrepared()) {
                add(faults, operand, buffer.change(all, prepared.get(operand.name())));
            }
            if (operand.isCompared()) {
                contents.put(operand.name(), buffer.content(all));
            }
        }
        return new Result(contents, faults.isEmpty() ? null : String.join("; ", faults));
    }

    private static void add(List<String> faults, Operand operand, @Nullable String fault) {
        if (fault != null) {
            faults.add(operand.name() + ": " + fault);
        }
    }

    private GuardedBuffer buffer(Operand operand) {
        GuardedBuffer buffer = buffers.get(operand.name());
        if (buffer == null) {
            throw new IllegalStateException("operand " + operand.name() + " was not allocated");
        }
        return buffer;
    }
}
