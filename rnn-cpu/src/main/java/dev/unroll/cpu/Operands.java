package dev.unroll.cpu;

import dev.unroll.backend.GateGradients;
import dev.unroll.backend.GateStep;
import dev.unroll.backend.LossState;
import dev.unroll.backend.OptimizerState;
import dev.unroll.backend.RecurrentGradients;
import dev.unroll.backend.RecurrentState;
import dev.unroll.backend.RecurrentWeights;
import dev.unroll.backend.View;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The views that a call names, out of the records in which they come; absent ones are null. */
final class Operands {
    private Operands() {}

    static @Nullable View[] of(GateStep step, @Nullable View... others) {
        return join(others, step.gates(), step.recurrent(), step.hPrevious(), step.h(), step.cPrevious(), step.c());
    }

    static @Nullable View[] of(GateStep step, GateGradients d, @Nullable View lengths) {
        return join(of(step, lengths), d.dy(), d.dh(), d.dc(), d.dGates(), d.dRecurrent());
    }

    static @Nullable View[] of(RecurrentWeights w, RecurrentState state, @Nullable View... memory) {
        return join(of(w, memory), state.x(), state.lengths(), state.h(), state.c0(), state.cN());
    }

    static @Nullable View[] of(
            RecurrentWeights w, RecurrentState state, RecurrentGradients d, @Nullable View... memory) {
        @Nullable View[] given = of(d.weights(), of(w, state, memory));
        return join(given, d.dy(), d.dhN(), d.dcN(), d.dx(), d.dh0(), d.dc0());
    }

    static @Nullable View[] of(LossState state, @Nullable View... others) {
        return join(others, state.factor(), state.rowLosses(), state.result());
    }

    static @Nullable View[] of(OptimizerState state, View scalars) {
        return new @Nullable View[] {state.parameters(), state.gradients(), state.m(), state.v(), scalars};
    }

    private static @Nullable View[] of(RecurrentWeights weights, @Nullable View... others) {
        return join(others, weights.w(), weights.r(), weights.biasInput(), weights.biasHidden());
    }

    private static @Nullable View[] join(@Nullable View[] some, @Nullable View... others) {
        @Nullable View[] all = Arrays.copyOf(some, some.length + others.length);
        System.arraycopy(others, 0, all, some.length, others.length);
        return all;
    }
}
