package dev.unroll.bench.jmh;

import dev.unroll.backend.Backend;
import dev.unroll.backend.ProductPrecision;
import dev.unroll.backend.RecurrentSpec;
import dev.unroll.bench.workload.Workloads;
import dev.unroll.conformance.CaseResult;
import dev.unroll.conformance.ConformanceKit;
import dev.unroll.conformance.KernelCase;
import dev.unroll.conformance.KernelSuite;
import dev.unroll.conformance.PreparedKernel;
import dev.unroll.conformance.TimedKernel;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A kernel with its operands on a backend, found to agree with the reference before it is timed, and to have written nowhere else after
 * it. What is compared is the very case that is timed where one call takes at most {@value #CHECKED_FLOPS} operations, which the scalar
 * reference does in about half a second; a larger one is compared with fewer rows or time steps (see {@link TimedKernel#within}), which
 * go the same way through the kernel.
 */
@State(Scope.Benchmark)
public class KernelState {
    static final long CHECKED_FLOPS = 1_200_000_000;

    private static final long SEED = 1;

    /** A backend. */
    @Param("cpu")
    public String backend = "";

    /** The id of a case of {@link KernelSuite}; here one of each kind, any other can be asked for. */
    @Param({
        "gemm 1024x1024x1024 NT beta=0",
        "gatesForward LSTM N=64 H=512",
        "recurrentForward LSTM T=100 N=32 I=256 H=256 training",
        "recurrentBackward LSTM T=100 N=32 I=256 H=256",
        "softmaxCrossEntropy 700x10000 gradient separate",
        "adamStep n=1000000"
    })
    public String kernel = "";

    /** Threads that compute; 0 leaves that to the backend. */
    @Param("0")
    public int threads;

    @SuppressWarnings("NullAway.Init")
    PreparedKernel prepared;

    @SuppressWarnings("NullAway.Init")
    private Backend opened;

    /** Opens, compares, uploads. */
    @Setup(Level.Trial)
    public void open() {
        QuietLog.begin();
        TimedKernel timed = KernelSuite.named(kernel);
        opened = Workloads.openBackend(backend, threads);
        try {
            check(opened, timed.within(CHECKED_FLOPS));
            prepared = PreparedKernel.of(opened, timed.kernelCase(), SEED);
        } catch (RuntimeException failure) {
            opened.close();
            throw failure;
        }
        ForkNotes.implementation(implementation(timed.kernelCase()));
    }

    /** Throws {@link IllegalStateException} when a backend does not compute a case as the reference does, or not at all. */
    static void check(Backend backend, KernelCase kernelCase) {
        try (ConformanceKit kit = new ConformanceKit()) {
            CaseResult result = kit.check(backend, kernelCase, SEED);
            if (result.outcome() != CaseResult.Outcome.PASSED) {
                throw new IllegalStateException(
                        backend.name() + " on " + backend.device().name() + ", " + kernelCase + ", seed " + SEED + ": "
                                + result.detail() + "; it is not timed");
            }
        }
    }

    private String implementation(KernelCase kernelCase) {
        RecurrentSpec layer = kernelCase.layer();
        ProductPrecision precision = opened.productPrecision();
        String products = precision == ProductPrecision.ELEMENTS ? "" : ", products in " + precision;
        String name = layer == null ? opened.name() + products : opened.implementationName(layer);
        return name + " on " + opened.device().name();
    }

    /** Looks at the guard words, then releases everything. */
    @TearDown(Level.Trial)
    public void close() {
        try (Backend computing = opened;
                PreparedKernel operands = prepared) {
            String fault = operands.fault();
            if (fault != null) {
                throw new IllegalStateException(
                        computing.name() + ", " + kernel + ": " + fault + "; its times are worth nothing");
            }
        }
    }
}
