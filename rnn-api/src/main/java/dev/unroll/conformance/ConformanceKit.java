package dev.unroll.conformance;

import dev.unroll.backend.Backend;
import dev.unroll.backend.Backends;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * What every backend must pass: each kernel of the interface against the reference, over sizes that cover every pair, in guarded memory,
 * twice; then whole networks through their training. A new backend is tested by running this and asking for no failure. Reference results are kept for the next backend.
 */
public final class ConformanceKit implements AutoCloseable {
    /**
     * What to run.
     *
     * @param quick a smaller set of sizes
     * @param filter runs the cases and networks whose kernel and label contain this; empty runs all
     * @param seed of every case's data
     */
    public record Options(boolean quick, String filter, long seed) {
        /** The seed when nobody names one. */
        public static final long DEFAULT_SEED = 1;

        /** Every case of the smaller set. */
        public static final Options QUICK = new Options(true, "", DEFAULT_SEED);

        /** Every case there is. */
        public static final Options FULL = new Options(false, "", DEFAULT_SEED);
    }

    private final Backend reference;
    private final CaseRunner kernels;
    private final NetworkRunner networks;

    /** A kit that compares with the reference backend. */
    public ConformanceKit() {
        this(Backends.open("reference"));
    }

    /** A kit that compares with this backend, which {@link #close} closes. */
    public ConformanceKit(Backend reference) {
        this.reference = reference;
        this.kernels = new CaseRunner(reference);
        this.networks = new NetworkRunner(reference);
    }

    /** Runs the cases on a backend. */
    public List<CaseResult> run(Backend underTest, Options options) {
        return run(underTest, options, result -> {});
    }

    /**
     * Runs the cases on a backend.
     *
     * @param listener is told of each result as it comes
     */
    public List<CaseResult> run(Backend underTest, Options options, Consumer<CaseResult> listener) {
        List<CaseResult> results = new ArrayList<>();
        for (KernelCase kernelCase : cases(options)) {
            CaseResult result = kernels.run(underTest, kernelCase, options.seed());
            results.add(result);
            listener.accept(result);
        }
        for (NetworkCase networkCase : networks(options)) {
            CaseResult result = networks.run(underTest, networkCase, options.seed());
            results.add(result);
            listener.accept(result);
        }
        return results;
    }

    /**
     * Runs one kernel case on a backend, which need not be among {@link #cases}.
     *
     * @param seed of the case's data
     */
    public CaseResult check(Backend underTest, KernelCase kernelCase, long seed) {
        return kernels.run(underTest, kernelCase, seed);
    }

    /** What fails on a backend: nothing, when it conforms. A test asks for an empty list. */
    public List<CaseResult> failures(Backend underTest, Options options) {
        return run(underTest, options).stream().filter(CaseResult::failed).toList();
    }

    /** The number of results that {@link #run} gives. */
    public static int size(Options options) {
        return cases(options).size() + networks(options).size();
    }

    /** The networks that {@link #run} takes. */
    public static List<NetworkCase> networks(Options options) {
        return NetworkCase.all().stream()
                .filter(each -> each.id().contains(options.filter()))
                .toList();
    }

    /** The kernel cases that {@link #run} takes; a case that is in the other set alone is found by its name as well. */
    public static List<KernelCase> cases(Options options) {
        List<KernelCase> found = cases(options.quick(), options.filter());
        return found.isEmpty() ? cases(!options.quick(), options.filter()) : found;
    }

    private static List<KernelCase> cases(boolean quick, String filter) {
        return KernelCases.of(new CasePlan(quick)).stream()
                .filter(each -> each.id().contains(filter))
                .toList();
    }

    /** The backend that everything is compared with. */
    public Backend reference() {
        return reference;
    }

    @Override
    public void close() {
        reference.close();
    }
}
