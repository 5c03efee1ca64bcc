package dev.unroll.cpu;

import dev.unroll.backend.RecurrentSpec;
import dev.unroll.backend.RecurrentState;
import dev.unroll.backend.RecurrentWeights;
import dev.unroll.backend.View;

/**
 * The gates' input part {@code x W^T + b} of a few steps at a time, for inference, which needs it no longer than a step. A block of batch rows
 * makes its own just before its cells read it, in the memory of the steps before: so it never leaves the cache, while that of a whole sequence goes
 * to memory and back, twice.
 */
final class InputProduct {
    /** A sequence whose gates are not longer than this, 1 MB, fits in a second-level cache as a whole. */
    private static final int NEAR = 1 << 18;
    /** Fewer rows make poor use of a panel, which is read again in each step. */
    private static final int FEWEST_ROWS = 8;
    /** Rows that are made at a time: their gates should stay near. */
    private static final int ROWS = 128;

    private final RecurrentSpec spec;
    private final WorkerPool pool;
    private final Panels w;
    private final View x;
    private final View bias;
    private final View gates;
    private final int steps;

    /**
     * @param gates where the product goes, the first rows of it
     * @param rows the batch rows of a block
     */
    InputProduct(
            RecurrentSpec spec,
            KernelSet kernels,
            WorkerPool pool,
            RecurrentWeights weights,
            RecurrentState state,
            View gates,
            int rows) {
        this.spec = spec;
        this.pool = pool;
        this.w = new Panels(kernels, pool, Matrix.of(weights.w(), true));
        this.x = state.x();
        this.bias = weights.biasInput();
        this.gates = gates;
        this.steps = Math.max(1, ROWS / rows);
    }

    /** Whether it is worth it for blocks of so many rows. */
    static boolean pays(RecurrentSpec spec, int rows) {
        return rows >= FEWEST_ROWS && (long) spec.steps() * spec.batch() * spec.gateSize() > NEAR;
    }

    /** Packs the weights. */
    void prepare() {
        w.pack(pool.workspace().floats(Workspace.Slot.RIGHT, w.size()));
    }

    /** The row of the gates that step k of batch row 0 has. */
    int row(int k) {
        return k % steps * spec.batch();
    }

    /** Makes what the cells of step k, and of those after it, read in rows {@code first} to {@code end - 1}, where that is not there yet. */
    void reach(int k, int first, int end, Tile tile) {
        if (k % steps > 0) {
            return;
        }
        int last = Math.min(spec.steps(), k + steps);
        for (int panel = 0; panel < w.panels(); panel++) {
            int left = w.column(panel);
            for (int step = k; step < last; step++) {
                int from = Elementwise.at(x, spec.stepAt(step) * spec.batch() + first);
                tile.left(CpuBuffer.floats(x), from, x.rowStride(), 1);
                tile.result(
                        CpuBuffer.floats(gates), Elementwise.at(gates, row(step) + first) + left, gates.rowStride());
                tile.bias(CpuBuffer.floats(bias), (int) bias.offset() + left);
                w.multiply(panel, panel + 1, end - first, w.column(panel + 1), false, tile);
            }
        }
        tile.biased = false;
    }

    void release() {
        w.release();
    }
}
