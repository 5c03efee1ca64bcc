package dev.unroll.opencl;

import dev.unroll.backend.CellType;
import dev.unroll.backend.RecurrentSpec;
import dev.unroll.backend.RecurrentState;
import dev.unroll.backend.View;
import org.jspecify.annotations.Nullable;

/**
 * Where a sequence in one launch keeps what. The reserve, or the scratch when nothing is kept for a backward pass, holds in this order the
 * gates {@code [T*N, G*H]} (for one gate they are {@code h} itself and lie in the scratch), GRU's products {@code [T*N, H]}, LSTM's cell
 * states {@code [(T+1)*N, H]}, and R packed for both directions.
 */
final class SequenceMemory {
    private final RecurrentSpec spec;
    private final Tuning tuning;

    SequenceMemory(RecurrentSpec spec, Tuning tuning) {
        this.spec = spec;
        this.tuning = tuning;
    }

    private boolean tile() {
        return tuning.family() == Tuning.Family.TILE;
    }

    private long padded(int columns) {
        return tile() ? (long) Kernels.ceil(columns, tuning.panel()) * tuning.panel() : columns;
    }

    private long rows() {
        return (long) spec.steps() * spec.batch();
    }

    private long gates() {
        return rows() * spec.gateSize();
    }

    private long keptGates() {
        return spec.cell().gates() == 1 ? 0 : gates();
    }

    private long kept() {
        return spec.cell() == CellType.GRU ? rows() * spec.hiddenSize() : 0;
    }

    private long cells() {
        return spec.cell().hasCellState() ? (spec.steps() + 1L) * spec.batch() * spec.hiddenSize() : 0;
    }

    private long packedForward() {
        return padded(spec.gateSize()) * spec.hiddenSize();
    }

    private long packedBackward() {
        return padded(spec.hiddenSize()) * spec.gateSize();
    }

    /** See {@link dev.unroll.backend.Backend#reserveSize}. */
    long reserveSize() {
        return keptGates() + kept() + cells() + packedForward() + packedBackward();
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

    private long forwardProducts() {
        return spec.batch() * padded(spec.gateSize());
    }

    /** See {@link dev.unroll.backend.Backend#scratchSize}. */
    long scratchSize() {
        long inference = gates() + kept() + cells() + packedForward() + packedBackward() + forwardProducts();
        long backward = gates() * (spec.cell() == CellType.GRU ? 2 : 1)
                + spec.batch() * (padded(spec.hiddenSize()) + spec.hiddenSize());
        return Math.max(inference, backward);
    }

    /** Local memory in floats: states and products of the rows of a group. */
    long localFloats() {
        return (long) Tuning.GROUP_ROWS * (spec.hiddenSize() + spec.gateSize());
    }

    /** What the forward pass writes. */
    Parts forward(@Nullable View reserve, View scratch) {
        View keeping = reserve == null ? scratch : reserve;
        Cursor inScratch = new Cursor(scratch);
        Cursor inKeeping = reserve == null ? inScratch : new Cursor(keeping);
        Cursor ofGates = spec.cell().gates() == 1 ? inScratch : inKeeping;
        View gates = ofGates.take((int) rows(), spec.gateSize());
        return new Parts(
                gates,
                inKeeping.take(kept()),
                inKeeping.take(cells()),
                inKeeping.take(packedForward()),
                inKeeping.take(packedBackward()),
                inScratch.take(forwardProducts()));
    }

    /** The same again, as the backward pass reads it. */
    Parts reread(RecurrentState state, View reserve) {
        Cursor cursor = new Cursor(reserve);
        View gates = spec.cell().gates() == 1
                ? state.h().slice(spec.firstOutputSlot() * spec.batch(), (int) rows())
                : cursor.take((int) rows(), spec.gateSize());
        return new Parts(
                gates,
                cursor.take(kept()),
                cursor.take(cells()),
                cursor.take(packedForward()),
                cursor.take(packedBackward()),
                null);
    }

    /** What the backward pass writes. */
    Gradients gradients(View scratch) {
        Cursor cursor = new Cursor(scratch);
        View dGates = cursor.take((int) rows(), spec.gateSize());
        View dRecurrent = spec.cell() == CellType.GRU ? cursor.take((int) rows(), spec.gateSize()) : dGates;
        return new Gradients(
                dGates,
                dRecurrent,
                cursor.take(spec.batch() * padded(spec.hiddenSize())),
                cursor.take((long) spec.batch() * spec.hiddenSize()));
    }

    /**
     * Parts of the reserve.
     *
     * @param products of one step, in the scratch; null in the backward pass
     */
    record Parts(
            View gates,
            View kept,
            View cells,
            View packedForward,
            View packedBackward,
            @Nullable View products) {}

    /**
     * Parts of the backward scratch.
     *
     * @param dh gradient of the state, with the padding of its columns
     */
    record Gradients(View dGates, View dRecurrent, View dh, View dc) {}

    /** Hands out what follows. */
    private static final class Cursor {
        private final View memory;
        private long at;

        Cursor(View memory) {
            this.memory = memory;
        }

        View take(int rows, int columns) {
            View part = memory.buffer().view(memory.offset() + at, rows, columns);
            at += (long) rows * columns;
            return part;
        }

        View take(long size) {
            return take(1, Math.toIntExact(size));
        }
    }
}
