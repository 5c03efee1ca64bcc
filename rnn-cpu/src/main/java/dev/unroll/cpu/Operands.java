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

/**
 * The views that a call names, out of the records in which they come; absent ones are null. Where a record holds views that are read beside
 * others that are written, all of them count as written.
 */
final class Operands {
    private Operands() {}

    static @Nullable View[] of(@Nullable View... views) {
        return views;
    }

    static @Nullable View[] of(RecurrentWeights weights) {
        return of(weights.w(), weights.r(), weights.biasInput(), weights.biasHidden());
    }

    static @Nullable View[] of(GateStep step) {
        return of(step.gates(), step.recurrent(), step.hPrevious(), step.h(), step.cPrevious(), step.c());
    }

    static @Nullable View[] of(GateStep step, GateGradients d) {
        return join(of(step), d.dy(), d.dh(), d.dc(), d.dGates(), d.dRecurrent());
    }

    static @Nullable View[] of(RecurrentState state, @Nullable View... memory) {
        return join(memory, state.x(), state.lengths(), state.h(), state.c0(), state.cN());
    }

    static @Nullable View[] of(RecurrentState state, RecurrentGradients d, @Nullable View... memory) {
        @Nullable View[] given = join(of(state, memory), of(d.weights()));
        return join(given, d.dy(), d.dhN(), d.dcN(), d.dx(), d.dh0(), d.dc0());
    }

    static @Nullable View[] of(LossState state, @Nullable View gradient) {
        return of(state.factor(), state.rowLosses(), state.result(), gradient);
    }

    static @Nullable View[] of(OptimizerState state, View scalars) {
        return of(state.parameters(), state.gradients(), state.m(), state.v(), scalars);
    }

    private static @Nullable View[] join(@Nullable View[] some, @Nullable View... others) {
        @Nullable View[] all = Arrays.copyOf(some, some.length + others.length);
        System.arraycopy(others, 0, all, some.length, others.length);
        return all;
    }
}
