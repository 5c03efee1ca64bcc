package dev.unroll.opencl;

import dev.unroll.backend.GateGradients;
import dev.unroll.backend.GateStep;
import dev.unroll.backend.RecurrentSpec;
import dev.unroll.backend.View;
import org.jspecify.annotations.Nullable;

/** The pointwise part of one time step. */
final class Gates {
    /** Options of cells.cl, as {@link SequenceRecurrence} has them too. */
    static final int HAS_LENGTHS = 1;

    static final int HAS_DY = 2;

    private final Kernels kernels;

    Gates(Kernels kernels) {
        this.kernels = kernels;
    }

    void forward(RecurrentSpec spec, int step, View biasHidden, @Nullable View lengths, GateStep at) {
        Call call = kernels.call("gates", "gates_forward", spec.cell(), "cells")
                .out(at.gates())
                .out(at.recurrent())
                .in(biasHidden)
                .in(at.hPrevious())
                .out(at.h())
                .in(at.cPrevious())
                .out(at.c())
                .in(lengths)
                .integer(lengths == null ? 0 : HAS_LENGTHS);
        launch(call, spec, step);
    }

    void backward(RecurrentSpec spec, int step, @Nullable View lengths, GateStep at, GateGradients gradients) {
        Call call = kernels.call("gates", "gates_backward", spec.cell(), "cells")
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
                .in(lengths)
                .integer((lengths == null ? 0 : HAS_LENGTHS) | (gradients.dy() == null ? 0 : HAS_DY));
        launch(call, spec, step);
    }

    private void launch(Call call, RecurrentSpec spec, int step) {
        kernels.each(
                call.integer(step).integer(spec.batch()).integer(spec.hiddenSize()), spec.batch(), spec.hiddenSize());
    }
}
