package dev.unroll.bench.suite;

import dev.unroll.bench.jmh.KernelBenchmark;
import dev.unroll.conformance.KernelCase;
import java.util.Map;

/**
 * What one row of the kernels' table is about.
 *
 * @param contender the backend that runs it
 * @param kernelCase of {@link dev.unroll.conformance.KernelSuite}
 * @param threads how many threads it may compute with; 0 where that means nothing (a GPU)
 */
public record KernelMeasurement(String contender, KernelCase kernelCase, int threads) {
    private static final String BENCHMARK = KernelBenchmark.class.getName() + ".call";

    Request request() {
        return new Request(
                contender,
                BENCHMARK,
                Map.of("backend", contender, "kernel", kernelCase.id(), "threads", Integer.toString(threads)),
                Contender.guess(contender, kernelCase.flops(), threads));
    }
}
