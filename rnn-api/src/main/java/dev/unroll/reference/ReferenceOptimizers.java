package dev.unroll.reference;

import dev.unroll.backend.AdamSpec;
import dev.unroll.backend.OptimizerState;
import dev.unroll.backend.SgdSpec;
import dev.unroll.backend.StepScalars;

/** The parameter updates, with clipping to a maximal norm and without any change when loss or norm is not finite. */
final class ReferenceOptimizers {
    /** Keeps the clipping factor finite where the norm is 0. */
    private static final double NORM_EPSILON = 1e-6;

    private ReferenceOptimizers() {}

    /**
     * {@code m = beta1 m + (1 - beta1) g}, {@code v = beta2 v + (1 - beta2) g^2},
     * {@code p = p - rate decay p - rate (m / correction1) / (sqrt(v / correction2) + epsilon)}.
     */
    static void adam(AdamSpec spec, OptimizerState state, Reals scalars) {
        if (!applied(scalars)) {
            return;
        }
        double clip = clip(scalars);
        double rate = scalars.get(0, StepScalars.LEARNING_RATE);
        double correction1 = scalars.get(0, StepScalars.BIAS_CORRECTION_1);
        double correction2 = scalars.get(0, StepScalars.BIAS_CORRECTION_2);
        Reals parameters = Reals.of(state.parameters());
        Reals gradients = Reals.of(state.gradients());
        Reals ms = Reals.of(state.m());
        Reals vs = Reals.orAbsent(state.v());
        for (int r = 0; r < parameters.rows(); r++) {
            for (int c = 0; c < parameters.columns(); c++) {
                double g = clip * gradients.get(r, c);
                double p = parameters.get(r, c);
                double m = spec.beta1() * ms.get(r, c) + (1 - spec.beta1()) * g;
                double v = spec.beta2() * vs.get(r, c) + (1 - spec.beta2()) * g * g;
                double step = m / correction1 / (StrictMath.sqrt(v / correction2) + spec.epsilon());
                ms.set(r, c, m);
                vs.set(r, c, v);
                parameters.set(r, c, p - rate * spec.weightDecay() * p - rate * step);
            }
        }
    }

    /** {@code b = momentum b + g}, {@code p = p - rate (b + decay p)}. */
    static void sgd(SgdSpec spec, OptimizerState state, Reals scalars) {
        if (!applied(scalars)) {
            return;
        }
        double clip = clip(scalars);
        double rate = scalars.get(0, StepScalars.LEARNING_RATE);
        Reals parameters = Reals.of(state.parameters());
        Reals gradients = Reals.of(state.gradients());
        Reals momenta = Reals.of(state.m());
        for (int r = 0; r < parameters.rows(); r++) {
            for (int c = 0; c < parameters.columns(); c++) {
                double p = parameters.get(r, c);
                double b = spec.momentum() * momenta.get(r, c) + clip * gradients.get(r, c);
                momenta.set(r, c, b);
                parameters.set(r, c, p - rate * (b + spec.weightDecay() * p));
            }
        }
    }

    /** Decides whether this step counts, and says so in the scalars. */
    private static boolean applied(Reals scalars) {
        boolean finite = Double.isFinite(scalars.get(0, StepScalars.LOSS))
                && Double.isFinite(scalars.get(0, StepScalars.SUM_OF_SQUARES));
        scalars.set(0, StepScalars.APPLIED, finite ? 1 : 0);
        return finite;
    }

    private static double clip(Reals scalars) {
        double maximum = scalars.get(0, StepScalars.MAXIMAL_NORM);
        double norm = StrictMath.sqrt(scalars.get(0, StepScalars.SUM_OF_SQUARES));
        return maximum > 0 ? Math.min(1, maximum / (norm + NORM_EPSILON)) : 1;
    }
}
