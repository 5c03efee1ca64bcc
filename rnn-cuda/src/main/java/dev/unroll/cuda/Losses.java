package dev.unroll.cuda;

import dev.unroll.backend.LossState;
import dev.unroll.backend.View;
import org.jspecify.annotations.Nullable;

/** Cross-entropy after softmax, and squared error: rows in parallel, then their sum. */
final class Losses {
    /** Sizes of losses.cu. */
    private static final int ROW_THREADS = 256;

    private static final int RESULT_THREADS = 512;
    private static final int WARP = 32;
    /** Classes up to which a warp goes through a row alone; above it a block does. */
    private static final int NARROW_CLASSES = 1024;
    /** Columns of a squared error below which one thread goes through a row. */
    private static final int WIDE_ERRORS = 32;

    private final Kernels kernels;

    Losses(Kernels kernels) {
        this.kernels = kernels;
    }

    void softmaxCrossEntropy(View logits, View targets, LossState state, @Nullable View dLogits) {
        int rows = logits.rows();
        if (rows > 0) {
            boolean narrow = logits.columns() <= NARROW_CLASSES;
            kernels.call("losses", narrow ? "softmax_cross_entropy_narrow" : "softmax_cross_entropy_wide")
                    .in(logits)
                    .ints(targets)
                    .out(state.rowLosses())
                    .out(dLogits)
                    .flat(state.factor())
                    .integer(rows)
                    .integer(logits.columns())
                    .launch(narrow ? Kernels.ceil(rows, ROW_THREADS / WARP) : rows, 1, ROW_THREADS);
        }
        finish(state, targets, true, 1);
    }

    void meanSquaredError(
            View prediction, View target, @Nullable View counted, LossState state, @Nullable View dPrediction) {
        int rows = prediction.rows();
        if (rows > 0) {
            boolean narrow = prediction.columns() < WIDE_ERRORS;
            kernels.call("losses", narrow ? "squared_error_narrow" : "squared_error_wide")
                    .in(prediction)
                    .in(target)
                    .ints(counted)
                    .out(state.rowLosses())
                    .out(dPrediction)
                    .flat(state.factor())
                    .integer(rows)
                    .integer(prediction.columns())
                    .launch(Kernels.ceil(rows, narrow ? ROW_THREADS : ROW_THREADS / WARP), 1, ROW_THREADS);
        }
        finish(state, counted, false, prediction.columns());
    }

    /** The sum of the row losses times the factor, and the count, each counted row for {@code weight}. */
    private void finish(LossState state, @Nullable View ids, boolean classes, int weight) {
        kernels.call("losses", "loss_result")
                .in(state.rowLosses())
                .ints(ids)
                .flat(state.factor())
                .flat(state.result())
                .integer(classes ? 1 : 0)
                .integer(weight)
                .integer(state.rowLosses().rows())
                .launch(1, 1, RESULT_THREADS);
    }
}
