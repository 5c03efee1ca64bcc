package dev.unroll.conformance;

import dev.unroll.backend.Backend;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One execution of a {@link KernelCase} on one backend, in guarded memory. */
final class KernelRun {
    /** The compared operands' contents, and what happened that should not have. */
    record Result(Map<String, double[]> contents, @Nullable String fault) {}

    private KernelRun() {}

    static Result of(Backend backend, KernelCase kernelCase, List<Operand> operands) {
        try (PreparedKernel kernel = PreparedKernel.of(backend, kernelCase, operands)) {
            Map<String, double[]> prepared = kernel.prepared();
            kernel.runAndWait();
            return kernel.inspect(prepared);
        }
    }
}
