package dev.unroll.cpu;

import dev.unroll.backend.AdamSpec;
import dev.unroll.backend.OptimizerState;
import dev.unroll.backend.SgdSpec;
import dev.unroll.backend.StepScalars;
import dev.unroll.backend.View;

/** The parameter updates: one pass over the four arrays, with clipping, and no change at all when loss or norm is not finite. */
final class Optimizers {
    /** Keeps the clipping factor finite where the norm is 0. */
    private static final double NORM_EPSILON = 1e-6;

    private final UpdateKernel updates;
    private final WorkerPool pool;

    Optimizers(KernelSet kernels, WorkerPool pool) {
        this.updates = kernels.updates();
        this.pool = pool;
    }

    /**
     * {@code m = beta1 m + (1 - beta1) g}, {@code v = beta2 v + (1 - beta2) g^2},
     * {@code p = p - rate decay p - rate (m / correction1) / (sqrt(v / correction2) + epsilon)}.
     */
    void adam(AdamSpec spec, OptimizerState state, View scalars) {
        if (!applied(scalars)) {
            return;
        }
        double rate = scalar(scalars, StepScalars.LEARNING_RATE);
        UpdateKernel.Adam constants = new UpdateKernel.Adam(
                clip(scalars),
                (float) spec.beta1(),
                (float) (1 - spec.beta1()),
                (float) spec.beta2(),
                (float) (1 - spec.beta2()),
                (float) (rate / scalar(scalars, StepScalars.BIAS_CORRECTION_1)),
                (float) (1.0 / scalar(scalars, StepScalars.BIAS_CORRECTION_2)),
                (float) spec.epsilon(),
                (float) (rate * spec.weightDecay()));
        View v = state.v();
        if (v == null) {
            throw new IllegalArgumentException("v: absent; Adam needs it");
        }
        UpdateKernel.Run first = run(state, v, 0);
        Sweep.over(
                pool,
                (row, column, count, workspace) ->
                        updates.adam(constants, row == 0 ? first : run(state, v, row), column, column + count),
                state.parameters(),
                state.gradients(),
                state.m(),
                v);
    }

    /** {@code b = momentum b + g}, {@code p = p - rate (b + decay p)}. */
    void sgd(SgdSpec spec, OptimizerState state, View scalars) {
        if (!applied(scalars)) {
            return;
        }
        double rate = scalar(scalars, StepScalars.LEARNING_RATE);
        UpdateKernel.Sgd constants = new UpdateKernel.Sgd(
                clip(scalars), (float) spec.momentum(), (float) rate, (float) (rate * spec.weightDecay()));
        UpdateKernel.Run first = run(state, state.m(), 0);
        Sweep.over(
                pool,
                (row, column, count, workspace) ->
                        updates.sgd(constants, row == 0 ? first : run(state, state.m(), row), column, column + count),
                state.parameters(),
                state.gradients(),
                state.m());
    }

    private static UpdateKernel.Run run(OptimizerState state, View v, int row) {
        return new UpdateKernel.Run(
                CpuBuffer.floats(state.parameters()),
                Elementwise.at(state.parameters(), row),
                CpuBuffer.floats(state.gradients()),
                Elementwise.at(state.gradients(), row),
                CpuBuffer.floats(state.m()),
                Elementwise.at(state.m(), row),
                CpuBuffer.floats(v),
                Elementwise.at(v, row));
    }

    private static boolean applied(View scalars) {
        boolean finite = Float.isFinite(scalar(scalars, StepScalars.LOSS))
                && Float.isFinite(scalar(scalars, StepScalars.SUM_OF_SQUARES));
        CpuBuffer.floats(scalars)[(int) scalars.offset() + StepScalars.APPLIED] = finite ? 1 : 0;
        return finite;
    }

    private static float clip(View scalars) {
        double maximum = scalar(scalars, StepScalars.MAXIMAL_NORM);
        double norm = Math.sqrt(scalar(scalars, StepScalars.SUM_OF_SQUARES));
        return maximum > 0 ? (float) Math.min(1, maximum / (norm + NORM_EPSILON)) : 1;
    }

    private static float scalar(View scalars, int index) {
        return CpuBuffer.floats(scalars)[(int) scalars.offset() + index];
    }
}
