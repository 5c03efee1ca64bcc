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
    KernelCall adam(AdamSpec spec, OptimizerState state, View scalars) {
        View v = state.v();
        if (v == null) {
            throw new IllegalArgumentException("v: absent; Adam needs it");
        }
        UpdateKernel.Adam constants = new UpdateKernel.Adam();
        KernelCall update = Sweep.over(
                pool,
                (row, column, count, workspace) -> {
                    workspace.update.bind(state, row);
                    updates.adam(constants, workspace.update, column, column + count);
                    workspace.update.release();
                },
                state.parameters(),
                state.gradients(),
                state.m(),
                v);
        return () -> {
            if (applied(scalars)) {
                fill(constants, spec, scalars);
                update.run();
            }
        };
    }

    private static void fill(UpdateKernel.Adam constants, AdamSpec spec, View scalars) {
        double rate = scalar(scalars, StepScalars.LEARNING_RATE);
        constants.clip = clip(scalars);
        constants.beta1 = (float) spec.beta1();
        constants.rest1 = (float) (1 - spec.beta1());
        constants.beta2 = (float) spec.beta2();
        constants.rest2 = (float) (1 - spec.beta2());
        constants.step = (float) (rate / scalar(scalars, StepScalars.BIAS_CORRECTION_1));
        constants.correction = (float) (1.0 / scalar(scalars, StepScalars.BIAS_CORRECTION_2));
        constants.epsilon = (float) spec.epsilon();
        constants.decay = (float) (rate * spec.weightDecay());
    }

    /** {@code b = momentum b + g}, {@code p = p - rate (b + decay p)}. */
    KernelCall sgd(SgdSpec spec, OptimizerState state, View scalars) {
        UpdateKernel.Sgd constants = new UpdateKernel.Sgd();
        KernelCall update = Sweep.over(
                pool,
                (row, column, count, workspace) -> {
                    workspace.update.bind(state, row);
                    updates.sgd(constants, workspace.update, column, column + count);
                    workspace.update.release();
                },
                state.parameters(),
                state.gradients(),
                state.m());
        return () -> {
            if (applied(scalars)) {
                double rate = scalar(scalars, StepScalars.LEARNING_RATE);
                constants.clip = clip(scalars);
                constants.momentum = (float) spec.momentum();
                constants.rate = (float) rate;
                constants.decay = (float) (rate * spec.weightDecay());
                update.run();
            }
        };
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
