package dev.unroll.cpu;

import dev.unroll.backend.OptimizerState;
import dev.unroll.backend.View;

/** Where one row of the four arrays of an optimizer lies; mutable, one for each thread. */
final class UpdateRow {
    private static final float[] NONE = {};

    float[] parameters = NONE;
    int parametersAt;
    float[] gradients = NONE;
    int gradientsAt;
    float[] m = NONE;
    int mAt;
    /** Adam's alone. */
    float[] v = NONE;

    int vAt;

    void bind(OptimizerState state, int row) {
        parameters = CpuBuffer.floats(state.parameters());
        parametersAt = Elementwise.at(state.parameters(), row);
        gradients = CpuBuffer.floats(state.gradients());
        gradientsAt = Elementwise.at(state.gradients(), row);
        m = CpuBuffer.floats(state.m());
        mAt = Elementwise.at(state.m(), row);
        View second = state.v();
        if (second != null) {
            v = CpuBuffer.floats(second);
            vAt = Elementwise.at(second, row);
        }
    }

    /** Lets go of the arrays, so that a closed buffer's memory can be had back. */
    void release() {
        parameters = NONE;
        gradients = NONE;
        m = NONE;
        v = NONE;
    }
}
