package dev.unroll.ledger;

import dev.unroll.backend.DropoutSpec;
import dev.unroll.backend.Philox;

/**
 * The masks of inverted dropout, as {@link DropoutSpec} defines them by element: the ledger draws them itself.
 *
 * @param probability the share that is dropped; 0 for none
 * @param seed key of the generator
 * @param step the number of the training step
 */
record DropoutMasks(double probability, long seed, long step) {
    private static final int STEP_BITS = 24;
    private static final int STEP_MASK = (1 << STEP_BITS) - 1;
    private static final int DROPPED_BITS = 8;

    static final DropoutMasks NONE = new DropoutMasks(0, 0, 0);

    /** Multiplies a row by its mask: row {@code row} of the matrix that passes the site. */
    void apply(int site, long row, double[] values) {
        if (probability == 0) {
            return;
        }
        DropoutSpec spec = new DropoutSpec(probability, seed, site);
        int[] words = new int[4];
        for (int j = 0; j < values.length; j++) {
            long element = row * values.length + j;
            Philox.block(
                    seed,
                    (int) (element / 4),
                    site,
                    (int) step & STEP_MASK,
                    (int) (step >>> STEP_BITS) & STEP_MASK,
                    words);
            boolean kept = words[(int) (element % 4)] >>> DROPPED_BITS >= spec.threshold();
            values[j] = kept ? spec.scale() * values[j] : 0;
        }
    }
}
