package dev.unroll.cuda;

import dev.unroll.backend.GateGradients;
import dev.unroll.backend.GateStep;
import dev.unroll.backend.RecurrentSpec;
import dev.unroll.backend.View;
import org.jspecify.annotations.Nullable;

/** The pointwise part of one time step. */
final class Gates {
    private static final int THREADS = 256;

    private final Kernels kernels;

    Gates(Kernels kernels) {
        this.kernels = kernels;
    }

    void forward(RecurrentSpec spec, int step, View biasHidden, @Nullable View lengths, GateStep at) {
        Call call = kernels.call("gates", "gates_forward", spec.cell())
                .out(at.gates())
                .out(at.recurrent())
                .in(at.hPrevious())
                .out(at.h())
                .in(at.cPrevious())
                .out(at.c())
                .ints(lengths)
                .flat(biasHidden);
        launch(call, spec, step);
    }

    void backward(RecurrentSpec spec, int step, @Nullable View lengths, GateStep at, GateGradients gradients) {
        Call call = kernels.call("gates", "gates_backward", spec.cell())
                .in(at.gates())
                .in(at.recurrent())
                .in(at.hPrevious())
                .in(at.cPrevious())
                .in(at.c())
                .in(gradients.dy())
                .out(gradients.dh())
                .out(gradients.dc())
                .out(gradients.dGates())
                .out(gradients.dRecurrent())
                .ints(lengths);
        launch(call, spec, step);
    }

    private static void launch(Call call, RecurrentSpec spec, int step) {
        int units = Math.multiplyExact(spec.batch(), spec.hiddenSize());
        call.integer(step)
                .integer(spec.batch())
                .integer(spec.hiddenSize())
                .launch(Kernels.ceil(units, THREADS), 1, THREADS);
    }
}
