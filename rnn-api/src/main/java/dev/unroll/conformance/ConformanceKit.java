package dev.unroll.conformance;

import dev.unroll.backend.Backend;
import dev.unroll.backend.Backends;
import dev.unroll.backend.CellType;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What every backend must pass: each kernel of the interface against the reference, over sizes that cover every pair, in guarded memory,
 * twice; then whole networks through their training; then the first steps of tasks that a network learns; then one layer of each cell
 * over a long sequence, step by step. A new backend is tested by running this and asking for no failure. Reference results are kept for the next backend.
 */
public final class ConformanceKit implements AutoCloseable {
    /**
     * What to run.
     *
     * @param quick a smaller set of sizes
     * @param filter runs the cases and networks whose kernel and label contain this; empty runs all
     * @param cells runs what involves one of these cells, so no kernel that knows none, such as gemm; empty runs all
     * @param seed of every case's data
     * @param largest runs what has no size above this: T, N, I, H, a vocabulary, the rows and columns of a matrix; for a device on which
     *     everything takes long
     */
    public record Options(boolean quick, String filter, Set<CellType> cells, long seed, int largest) {
        /** For {@code largest}: every size. */
        public static final int EVERY_SIZE = Integer.MAX_VALUE;

        /** The seed when nobody names one. */
        public static final long DEFAULT_SEED = 1;

        /** Every case of the smaller set. */
        public static final Options QUICK = new Options(true, "", DEFAULT_SEED);

        /** Every case there is. */
        public static final Options FULL = new Options(false, "", DEFAULT_SEED);

        /** Copies the cells. */
        public Options {
            if (largest < 1) {
                throw new IllegalArgumentException("largest: " + largest + "; expected 1 or more");
            }
            cells = Set.copyOf(cells);
        }

        /** Every size. */
        public Options(boolean quick, String filter, Set<CellType> cells, long seed) {
            this(quick, filter, cells, seed, EVERY_SIZE);
        }

        /** Every cell. */
        public Options(boolean quick, String filter, long seed) {
            this(quick, filter, Set.of(), seed);
        }

        /** The same for cases that contain this text. */
        public Options matching(String text) {
            return new Options(quick, text, cells, seed, largest);
        }

        /** The same for cases without a size above this. */
        public Options upTo(int size) {
            return new Options(quick, filter, cells, seed, size);
        }

        private boolean takes(String id, @Nullable CellType cell, IntSupplier extent) {
            return id.contains(filter)
                    && (cells.isEmpty() || cell != null && cells.contains(cell))
                    && (largest == EVERY_SIZE || extent.getAsInt() <= largest);
        }
    }

    private final Backend reference;
    private final CaseRunner kernels;
    private final NetworkRunner networks;
    private final LearningRunner learning;
    private final DriftRunner drift;

    /** A kit that compares with the reference backend. */
    public ConformanceKit() {
        this(Backends.open("reference"));
    }

    /** A kit that compares with this backend, which {@link #close} closes. */
    public ConformanceKit(Backend reference) {
        this.reference = reference;
        this.kernels = new CaseRunner(reference);
        this.networks = new NetworkRunner(reference);
        this.learning = new LearningRunner(reference);
        this.drift = new DriftRunner(reference);
    }

    /** Runs the cases on a backend. */
    public List<CaseResult> run(Backend underTest, Options options) {
        return run(underTest, options, ConformanceListener.SILENT);
    }

    /**
     * Runs the cases on a backend.
     *
     * @param listener is told of each result as it comes
     */
    public List<CaseResult> run(Backend underTest, Options options, ConformanceListener listener) {
        List<CaseResult> results = new ArrayList<>();
        for (KernelCase kernelCase : cases(options)) {
            add(results, kernels.run(underTest, kernelCase, options.seed()), listener);
        }
        for (NetworkCase networkCase : networks(options)) {
            add(results, networks.run(underTest, networkCase, options.seed(), listener), listener);
        }
        for (LearningCase learningCase : learning(options)) {
            add(results, learning.run(underTest, learningCase, options.seed()), listener);
        }
        for (DriftCase driftCase : drift(options)) {
            DriftResult result = drift.run(underTest, driftCase, options.seed());
            add(results, result.verdict(), listener);
            listener.onDrift(result);
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

    /**
     * Runs one network on a backend.
     *
     * @param seed of the network's data
     */
    public CaseResult check(Backend underTest, NetworkCase networkCase, long seed) {
        return networks.run(underTest, networkCase, seed, ConformanceListener.SILENT);
    }

    /**
     * Runs the first steps of one learning task on a backend.
     *
     * @param seed of the network and of the task's data
     */
    public CaseResult check(Backend underTest, LearningCase learningCase, long seed) {
        return learning.run(underTest, learningCase, seed);
    }

    private static void add(List<CaseResult> results, CaseResult result, ConformanceListener listener) {
        results.add(result);
        listener.onCase(result);
    }

    /** What fails on a backend: nothing, when it conforms. A test asks for an empty list. */
    public List<CaseResult> failures(Backend underTest, Options options) {
        return run(underTest, options).stream().filter(CaseResult::failed).toList();
    }

    /**
     * The kit's test of itself: the planted faults that it does not find in a backend that passes otherwise, each by one of the cases of the
     * kernel that must be named. A test asks for an empty list.
     *
     * @param options a fault that none of its cases is about is left out
     */
    public List<PlantedFault> unnoticed(Backend underTest, Options options) {
        List<PlantedFault> unnoticed = new ArrayList<>();
        for (PlantedFault fault : PlantedFault.values()) {
            Options narrowed = options.matching(fault.kernel() + " ");
            if (size(narrowed) > 0 && !isNoticed(fault.in(underTest), narrowed)) {
                unnoticed.add(fault);
            }
        }
        return unnoticed;
    }

    private boolean isNoticed(Backend faulty, Options options) {
        long seed = options.seed();
        return cases(options).stream()
                        .anyMatch(each -> kernels.run(faulty, each, seed).failed())
                || drift(options).stream()
                        .anyMatch(each -> drift.run(faulty, each, seed).failed());
    }

    /** The number of results that {@link #run} gives. */
    public static int size(Options options) {
        return cases(options).size()
                + networks(options).size()
                + learning(options).size()
                + drift(options).size();
    }

    /** The networks that {@link #run} takes. */
    public static List<NetworkCase> networks(Options options) {
        return NetworkCase.all().stream()
                .filter(each -> options.takes(each.id(), each.cell(), each::extent))
                .toList();
    }

    /** The learning tasks of which {@link #run} takes the first steps. */
    public static List<LearningCase> learning(Options options) {
        return LearningCase.all().stream()
                .filter(each -> options.takes(each.id(), each.cell(), each::extent))
                .toList();
    }

    /** The drift cases that {@link #run} takes. */
    public static List<DriftCase> drift(Options options) {
        return DriftCase.all().stream()
                .filter(each -> options.takes(each.id(), each.cell(), each::extent))
                .toList();
    }

    /** The kernel cases that {@link #run} takes; a case that is in the other set alone is found by its name as well. */
    public static List<KernelCase> cases(Options options) {
        List<KernelCase> found = cases(options.quick(), options);
        return found.isEmpty() ? cases(!options.quick(), options) : found;
    }

    private static List<KernelCase> cases(boolean quick, Options options) {
        return KernelCases.of(new CasePlan(quick)).stream()
                .filter(each -> options.takes(each.id(), each.cell(), each::extent))
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
