package dev.unroll.opencl;

import dev.unroll.backend.LossState;
import dev.unroll.backend.View;
import org.jspecify.annotations.Nullable;

/** Cross-entropy after softmax, and squared error: rows in parallel, then their sum. */
final class Losses {
    private static final int COUNTED = 1;
    private static final int GRADIENT = 2;

    private final Kernels kernels;

    Losses(Kernels kernels) {
        this.kernels = kernels;
    }

    void softmaxCrossEntropy(View logits, View targets, LossState state, @Nullable View dLogits) {
        if (logits.rows() > 0) {
            int lanes = kernels.tuning().lanes();
            kernels.call("losses", "softmax_cross_entropy")
                    .in(logits)
                    .in(targets)
                    .in(state.factor())
                    .out(state.rowLosses())
                    .out(dLogits)
                    .integer(dLogits == null ? 0 : 1)
                    .integer(logits.columns())
                    .groups(logits.rows(), 1, lanes, 1);
        }
        finish(state, targets, true, 1);
    }

    void meanSquaredError(
            View prediction, View target, @Nullable View counted, LossState state, @Nullable View dPrediction) {
        if (prediction.rows() > 0) {
            Call call = kernels.call("losses", "squared_error")
                    .in(prediction)
                    .in(target)
                    .in(counted)
                    .in(state.factor())
                    .out(state.rowLosses())
                    .out(dPrediction)
                    .integer((counted == null ? 0 : COUNTED) | (dPrediction == null ? 0 : GRADIENT))
                    .integer(prediction.rows())
                    .integer(prediction.columns());
            kernels.items(call, prediction.rows());
        }
        finish(state, counted, false, prediction.columns());
    }

    /** The sum of the row losses times the factor, and the count, each counted row for {@code weight}. */
    private void finish(LossState state, @Nullable View ids, boolean classes, int weight) {
        kernels.call("losses", "loss_result")
                .in(state.rowLosses())
                .in(ids)
                .in(state.factor())
                .out(state.result())
                .integer(classes ? 1 : 0)
                .integer(!classes && ids != null ? 1 : 0)
                .integer(weight)
                .integer(state.rowLosses().rows())
                .groups(1, 1, kernels.tuning().lanes(), 1);
    }
}
