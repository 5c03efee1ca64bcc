package dev.unroll.bench.workload;

import dev.unroll.backend.CellType;

/**
 * The bytes of the weights that one {@link Mode#STEP} reads: each matrix and each bias once, as float32. With G gates and I_l the width
 * that layer l reads, {@code 4 (sum_l G H (I_l + H + 2) + O (H + 1))}. One step of one row multiplies and adds
 * once with each of these numbers, so that reading them takes longer than computing with them.
 */
public final class WeightBytes {
    private WeightBytes() {}

    /** The bytes of a network; its time steps and rows do not matter. */
    public static long of(Shape shape, CellType cell) {
        long hidden = shape.hiddenSize();
        long gates = cell.gates() * hidden;
        long widths = shape.inputSize() + (shape.layers() - 1) * hidden;
        long recurrent = gates * (widths + shape.layers() * (hidden + 2));
        long head = shape.outputs() * (hidden + 1);
        return Float.BYTES * (recurrent + head);
    }
}
