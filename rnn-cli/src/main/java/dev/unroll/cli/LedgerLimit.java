package dev.unroll.cli;

import dev.unroll.nn.LayerSpec;
import dev.unroll.nn.NetworkSpec;

/** How long a sequence may be, from the memory that its ledger takes; said before it is written, not by running out. */
final class LedgerLimit {
    /** Vectors of H and of G*H numbers that a line keeps: states, parts of the gradient; gates and what goes through them. */
    private static final int PER_UNIT = 9;

    private static final int PER_GATE = 4;
    private static final int PER_OUTPUT = 2;
    /** The part of the heap that the ledger may take; the backend's own copy and the page need room as well. */
    private static final int PART_OF_HEAP = 4;

    private LedgerLimit() {}

    /** Steps that fit. */
    static long steps(NetworkSpec spec, long heapBytes) {
        long numbers = (long) PER_OUTPUT * spec.outputs() + spec.topSize() + spec.inputSize();
        for (LayerSpec layer : spec.layers()) {
            numbers += (PER_UNIT + (long) PER_GATE * layer.cell().gates()) * layer.hidden();
        }
        return Math.max(1, heapBytes / PART_OF_HEAP / (numbers * Double.BYTES));
    }

    /** Refuses a sequence that is too long. */
    static void check(NetworkSpec spec, int steps, String option) {
        long limit = steps(spec, Runtime.getRuntime().maxMemory());
        if (steps > limit) {
            throw new UsageException(
                    option + ": " + steps + " time steps; the ledger of this network fits into memory for at most "
                            + limit + ". Give less, or more memory: ./rnn -Xmx8g trace …");
        }
    }
}
