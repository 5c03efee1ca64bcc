package dev.unroll.cpu;

/**
 * Panels of weights that stay packed as long as the weights' buffer does not change: packing moves several times the memory that the
 * product of one row reads. They get memory of their own only when they are asked for again unchanged, so training, which changes the
 * weights in every step, holds them once.
 */
final class KeptPanels extends Panels {
    private static final float[] NONE = {};
    private static final long NEVER = -1;

    private final CpuBuffer weights;
    private final WorkerPool pool;
    private float[] memory = NONE;
    /** {@link CpuBuffer#changes} when the panels were asked for last. */
    private long seen = NEVER;
    /** The same when the memory was filled. */
    private long filled = NEVER;

    private KeptPanels(KernelSet kernels, WorkerPool pool, Matrix weights) {
        super(kernels, pool, weights);
        this.pool = pool;
        this.weights = weights.buffer();
    }

    /** Those of a matrix; for a matrix that has been asked for before, the same. */
    static KeptPanels of(KernelSet kernels, WorkerPool pool, Matrix weights) {
        return weights.buffer().panels(weights, () -> new KeptPanels(kernels, pool, weights));
    }

    /** Whether they have memory of their own. */
    boolean isKept() {
        return filled != NEVER;
    }

    @Override
    void prepare() {
        long now = weights.changes();
        if (now == filled) {
            return;
        }
        if (now == seen) {
            memory = pool.workspace().atLeast(memory, size());
            pack(memory);
            filled = now;
        } else {
            forget();
            seen = now;
            super.prepare();
        }
    }

    @Override
    void release() {
        if (!isKept()) {
            super.release();
        }
    }

    /** Lets go of the memory. */
    void forget() {
        memory = NONE;
        filled = NEVER;
        super.release();
    }
}
