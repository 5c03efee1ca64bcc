package dev.unroll.cuda;

import dev.unroll.backend.AdamSpec;
import dev.unroll.backend.OptimizerState;
import dev.unroll.backend.SgdSpec;
import dev.unroll.backend.View;
import java.util.Objects;

/** The parameter updates. */
final class Optimizers {
    private final Kernels kernels;

    Optimizers(Kernels kernels) {
        this.kernels = kernels;
    }

    void adam(AdamSpec spec, OptimizerState state, View scalars) {
        View v = Objects.requireNonNull(state.v());
        Call call = kernels.call("optimizers", "adam")
                .out(state.parameters())
                .in(state.gradients())
                .out(state.m())
                .out(v)
                .flat(scalars)
                .real(spec.beta1())
                .real(1 - spec.beta1())
                .real(spec.beta2())
                .real(1 - spec.beta2())
                .real(spec.epsilon())
                .real(spec.weightDecay());
        launch(call, state.parameters(), Kernels.dense(state.parameters(), state.gradients(), state.m(), v));
    }

    void sgd(SgdSpec spec, OptimizerState state, View scalars) {
        Call call = kernels.call("optimizers", "sgd")
                .out(state.parameters())
                .in(state.gradients())
                .out(state.m())
                .flat(scalars)
                .real(spec.momentum())
                .real(spec.weightDecay());
        launch(call, state.parameters(), Kernels.dense(state.parameters(), state.gradients(), state.m()));
    }

    private static void launch(Call call, View parameters, boolean flat) {
        int rows = flat ? 1 : parameters.rows();
        int columns = flat ? Math.toIntExact(parameters.size()) : parameters.columns();
        Kernels.eachOrNone(call, rows, columns);
    }
}
