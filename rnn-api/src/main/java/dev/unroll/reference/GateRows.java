package dev.unroll.reference;

import dev.unroll.backend.GateStep;
import dev.unroll.backend.View;
import org.jspecify.annotations.Nullable;

/** The operands of one time step, see {@link GateStep}. */
record GateRows(
        int step,
        @Nullable Ints lengths,
        Reals gates,
        Reals recurrent,
        Reals hPrevious,
        Reals h,
        Reals cPrevious,
        Reals c) {
    static GateRows of(int step, @Nullable View lengths, GateStep operands) {
        return new GateRows(
                step,
                Ints.orNull(lengths),
                Reals.of(operands.gates()),
                Reals.orAbsent(operands.recurrent()),
                Reals.of(operands.hPrevious()),
                Reals.of(operands.h()),
                Reals.orAbsent(operands.cPrevious()),
                Reals.orAbsent(operands.c()));
    }

    boolean isPadding(int n) {
        return lengths != null && step >= lengths.get(n);
    }

    /** Past its end a row carries its state on. */
    void carry(int n) {
        gates.fillRow(n, 0);
        copyRow(n, hPrevious, h);
        if (c.isPresent()) {
            copyRow(n, cPrevious, c);
        }
    }

    private static void copyRow(int n, Reals from, Reals to) {
        System.arraycopy(from.data(), from.row(n), to.data(), to.row(n), to.columns());
    }
}
