package dev.unroll.cpu;

import dev.unroll.backend.DeviceOutOfMemoryException;
import java.lang.ref.SoftReference;

/**
 * Panels of weights that stay packed as long as the weights' buffer does not change: packing moves several times the memory that the
 * product of one row reads. The price is that inference holds these weights twice. Training does not, since panels get memory of their own only
 * when they are asked for again unchanged, and lose it with the first change. Nor does a full heap: the garbage collector may take the memory
 * before anybody is refused some, and the panels are packed again.
 */
final class KeptPanels extends Panels {
    private static final float[] NONE = {};
    private static final long NEVER = -1;

    private final CpuBuffer weights;
    private final WorkerPool pool;
    private SoftReference<float[]> memory = new SoftReference<>(NONE);
    /** {@link CpuBuffer#changes} when the panels were asked for last. */
    private long seen = NEVER;
    /** The same when the memory was filled. */
    private long filled = NEVER;
    /** The same when there was no memory for them. */
    private long refused = NEVER;

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
        float[] there = memory.get();
        return there != null && there.length > 0;
    }

    @Override
    void prepare() {
        long now = weights.changes();
        float[] there = memory.get();
        if (now == filled && there != null) {
            use(there);
        } else if (now == seen && now != refused) {
            keep(now);
        } else {
            forget();
            seen = now;
            super.prepare();
        }
    }

    /** That there is no memory to keep them in is no error, since the product can do without. */
    private void keep(long now) {
        float[] own;
        try {
            own = pool.workspace().atLeast(NONE, size());
        } catch (DeviceOutOfMemoryException full) {
            refused = now;
            super.prepare();
            return;
        }
        pack(own);
        memory = new SoftReference<>(own);
        filled = now;
        weights.keeps();
    }

    /** Lets go of the memory. */
    void forget() {
        memory.clear();
        filled = NEVER;
    }
}
