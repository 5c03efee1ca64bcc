package dev.unroll.cpu;

import dev.unroll.backend.CellType;
import dev.unroll.backend.RecurrentSpec;
import dev.unroll.backend.RecurrentState;
import dev.unroll.backend.View;
import org.jspecify.annotations.Nullable;

/**
 * What lies where in reserve and scratch. The reserve holds, for LSTM, the gates {@code [T*N, 4H]} and the cell states
 * {@code [(T+1)*N, H]}; for GRU the gates {@code [T*N, 3H]} and the recurrent products of the block n {@code [T*N, H]}; for the others
 * nothing, since h is enough.
 */
final class RecurrentMemory {
    private RecurrentMemory() {}

    static long reserveSize(RecurrentSpec spec) {
        long rows = (long) spec.steps() * spec.batch();
        long gates = rows * spec.gateSize();
        return switch (spec.cell()) {
            case TANH, RELU -> 0;
            case LSTM -> gates + (rows + spec.batch()) * spec.hiddenSize();
            case GRU -> gates + rows * spec.hiddenSize();
        };
    }

    /** Forward: the gates where the reserve does not hold them; backward: their gradients, twice for GRU. */
    static long scratchSize(RecurrentSpec spec) {
        long gates = (long) spec.steps() * spec.batch() * spec.gateSize();
        return spec.cell() == CellType.GRU ? 2 * gates : gates;
    }

    static void check(RecurrentSpec spec, @Nullable View reserve, View scratch) {
        if (reserve != null) {
            sized("reserve", reserve, reserveSize(spec), spec);
        }
        sized("scratch", scratch, scratchSize(spec), spec);
    }

    private static void sized(String name, View memory, long needed, RecurrentSpec spec) {
        if (memory.size() < needed || !memory.isDense()) {
            throw new IllegalArgumentException(
                    name + ": " + memory.shape() + "; expected at least " + needed + " dense elements for " + spec);
        }
    }

    /** Whether the forward pass writes its gates into the reserve. */
    static boolean keepsGates(RecurrentSpec spec, @Nullable View reserve) {
        return reserve != null && spec.cell().gates() > 1;
    }

    /** The gates {@code [T*N, G*H]} of the forward pass. */
    static View gates(RecurrentSpec spec, @Nullable View reserve, View scratch) {
        View memory = reserve != null && keepsGates(spec, reserve) ? reserve : scratch;
        return part(memory, 0, rows(spec), spec.gateSize());
    }

    /** The activated gates that the backward pass reads; for TANH and RELU they are the outputs. */
    static View activated(RecurrentSpec spec, RecurrentState state, View reserve) {
        return spec.cell().gates() == 1
                ? state.h().slice(spec.firstOutputSlot() * spec.batch(), rows(spec))
                : part(reserve, 0, rows(spec), spec.gateSize());
    }

    /** LSTM: the cell states {@code [(T+1)*N, H]} in the reserve. */
    static View cells(RecurrentSpec spec, View reserve) {
        return part(reserve, gateElements(spec), rows(spec) + spec.batch(), spec.hiddenSize());
    }

    /** GRU: the recurrent products of the block n {@code [T*N, H]} in the reserve. */
    static View products(RecurrentSpec spec, View reserve) {
        return part(reserve, gateElements(spec), rows(spec), spec.hiddenSize());
    }

    static View dGates(RecurrentSpec spec, View scratch) {
        return part(scratch, 0, rows(spec), spec.gateSize());
    }

    /** A matrix of its own for GRU only. */
    static View dRecurrent(RecurrentSpec spec, View scratch) {
        return part(scratch, spec.cell() == CellType.GRU ? gateElements(spec) : 0, rows(spec), spec.gateSize());
    }

    private static long gateElements(RecurrentSpec spec) {
        return (long) rows(spec) * spec.gateSize();
    }

    private static int rows(RecurrentSpec spec) {
        return Math.multiplyExact(spec.steps(), spec.batch());
    }

    private static View part(View memory, long from, int rows, int columns) {
        return memory.buffer().view(memory.offset() + from, rows, columns);
    }
}
