package dev.unroll.train;

import dev.unroll.backend.Backend;
import dev.unroll.backend.DeviceBuffer;
import dev.unroll.backend.ElementType;
import dev.unroll.backend.OptimizerState;
import dev.unroll.backend.StepScalars;
import dev.unroll.backend.View;
import org.jspecify.annotations.Nullable;

/** The optimizer's state on the device, m and for Adam v, and its update. */
final class OptimizerMemory implements AutoCloseable {
    private final Optimizer optimizer;
    private final Backend backend;
    private final DeviceBuffer m;
    private final @Nullable DeviceBuffer v;
    private final OptimizerState state;

    OptimizerMemory(Optimizer optimizer, DeviceBuffer parameters, DeviceBuffer gradients) {
        this.optimizer = optimizer;
        backend = parameters.owner();
        long length = parameters.length();
        m = backend.allocate(ElementType.REAL, length);
        try {
            v = optimizer instanceof Adam ? backend.allocate(ElementType.REAL, length) : null;
        } catch (RuntimeException e) {
            m.close();
            throw e;
        }
        state = new OptimizerState(parameters.view(), gradients.view(), m.view(), v == null ? null : v.view());
    }

    /** Fills rate and bias corrections of the step that follows {@code steps} applied ones. */
    void putScalars(double[] scalars, double rate, long steps) {
        scalars[StepScalars.LEARNING_RATE] = rate;
        if (optimizer instanceof Adam adam) {
            scalars[StepScalars.BIAS_CORRECTION_1] =
                    1 - StrictMath.pow(adam.spec().beta1(), steps + 1.0);
            scalars[StepScalars.BIAS_CORRECTION_2] =
                    1 - StrictMath.pow(adam.spec().beta2(), steps + 1.0);
        }
    }

    void update(View scalars) {
        if (optimizer instanceof Adam adam) {
            backend.adamStep(adam.spec(), state, scalars);
        } else if (optimizer instanceof Sgd sgd) {
            backend.sgdStep(sgd.spec(), state, scalars);
        }
    }

    DeviceBuffer m() {
        return m;
    }

    /** Null for SGD. */
    @Nullable
    DeviceBuffer v() {
        return v;
    }

    @Override
    public void close() {
        m.close();
        if (v != null) {
            v.close();
        }
    }
}
