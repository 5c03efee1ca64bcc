package dev.unroll.cuda;

import dev.unroll.backend.CellType;
import dev.unroll.backend.RecurrentSpec;
import dev.unroll.backend.View;
import org.jspecify.annotations.Nullable;

/**
 * Where a sequence in one launch, or in one for each step, keeps what. Scratch: forward the input parts {@code [T*N, G*H]}, backward the gradients of the
 * gates, of which a GRU has two; behind them, where there is a launch for each step, what one tells the next, the gradients of the state and of
 * LSTM's cell state, {@code [N, H]}. Reserve, in this order: the activated gates {@code [T*N, G*H]} (for one gate they are {@code h} itself), GRU's products
 * {@code [T*N, H]}, LSTM's cell states {@code [(T+1)*N, H]}.
 */
final class SequenceMemory {
    private final RecurrentSpec spec;
    private final boolean steps;

    private SequenceMemory(RecurrentSpec spec, boolean steps) {
        this.spec = spec;
        this.steps = steps;
    }

    /** Of a sequence in one launch. */
    static SequenceMemory ofSequence(RecurrentSpec spec) {
        return new SequenceMemory(spec, false);
    }

    /** Of a sequence in a launch for each step. */
    static SequenceMemory ofSteps(RecurrentSpec spec) {
        return new SequenceMemory(spec, true);
    }

    private long rows() {
        return (long) spec.steps() * spec.batch();
    }

    private long gates() {
        return rows() * spec.gateSize();
    }

    private boolean keepsGates() {
        return spec.cell().gates() > 1;
    }

    private boolean keepsProducts() {
        return spec.cell() == CellType.GRU;
    }

    private boolean keepsCells() {
        return spec.cell().hasCellState();
    }

    /** See {@link dev.unroll.backend.Backend#reserveSize}. */
    long reserveSize() {
        return (keepsGates() ? gates() : 0)
                + (keepsProducts() ? rows() * spec.hiddenSize() : 0)
                + (keepsCells() ? (spec.steps() + 1L) * spec.batch() * spec.hiddenSize() : 0);
    }

    /** See {@link dev.unroll.backend.Backend#scratchSize}. */
    long scratchSize() {
        return gradients() + (steps ? states() * (keepsCells() ? 2 : 1) : 0);
    }

    private long gradients() {
        return gates() * (keepsProducts() ? 2 : 1);
    }

    private long states() {
        return (long) spec.batch() * spec.hiddenSize();
    }

    /** Refuses memory that is too small, before anything is launched. */
    void check(@Nullable View reserve, View scratch) {
        if (reserve != null) {
            check("reserve", reserve, reserveSize());
        }
        check("scratch", scratch, scratchSize());
    }

    private void check(String name, View memory, long needed) {
        if (memory.size() < needed || !memory.isDense()) {
            throw new IllegalArgumentException(
                    name + ": " + memory.shape() + "; expected at least " + needed + " dense elements for " + spec);
        }
    }

    /** The input parts, or the gradients of the gates' input part. */
    View gates(View scratch) {
        return part(scratch, 0, rows(), spec.gateSize());
    }

    /** The gradients of the gates' recurrent part: the same matrix but for a GRU. */
    View recurrentGradients(View scratch) {
        return part(scratch, keepsProducts() ? gates() : 0, rows(), spec.gateSize());
    }

    /** What a step leaves of the state's gradient for the one before it, {@code [N, H]}. */
    View dh(View scratch) {
        return part(scratch, gradients(), spec.batch(), spec.hiddenSize());
    }

    /** The same of LSTM's cell state; nothing for other cells. */
    @Nullable
    View dc(View scratch) {
        return keepsCells() ? part(scratch, gradients() + states(), spec.batch(), spec.hiddenSize()) : null;
    }

    /** What the forward pass leaves for the backward pass; nothing of it without a reserve. */
    Kept kept(@Nullable View reserve) {
        if (reserve == null) {
            return new Kept(null, null, null);
        }
        long behindGates = keepsGates() ? gates() : 0;
        return new Kept(
                keepsGates() ? part(reserve, 0, rows(), spec.gateSize()) : null,
                keepsProducts() ? part(reserve, behindGates, rows(), spec.hiddenSize()) : null,
                keepsCells()
                        ? part(reserve, behindGates, (spec.steps() + 1L) * spec.batch(), spec.hiddenSize())
                        : null);
    }

    private static View part(View memory, long from, long rows, int columns) {
        return memory.buffer().view(memory.offset() + from, Math.toIntExact(rows), columns);
    }

    /**
     * Parts of the reserve, null where the cell has none.
     *
     * @param activated gates {@code [T*N, G*H]}
     * @param products {@code h R_n^T + b_hn} of a GRU, {@code [T*N, H]}
     * @param cells cell states {@code [(T+1)*N, H]}
     */
    record Kept(
            @Nullable View activated,
            @Nullable View products,
            @Nullable View cells) {}
}
