package dev.unroll.cpu;

import dev.unroll.backend.LossState;
import dev.unroll.backend.View;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Cross-entropy after softmax, and squared error: rows in parallel, their losses added in order. */
final class Losses {
    private static final int NOT_COUNTED = -1;

    private final RowKernel rows;
    private final WorkerPool pool;
    private final List<Pass<SoftmaxRow>> lossAlone = List.of(this::largest, this::exponentials, this::sum);
    private final List<Pass<SoftmaxRow>> lossAndGradient =
            List.of(this::largest, this::exponentials, this::sum, this::gradient);

    Losses(KernelSet kernels, WorkerPool pool) {
        this.rows = kernels.rows();
        this.pool = pool;
    }

    KernelCall softmaxCrossEntropy(View logits, View targets, LossState state, @Nullable View dLogits) {
        KernelCall eachRow = eachRow(logits, (row, workspace) -> {
            float[] losses = CpuBuffer.floats(state.rowLosses());
            int target = CpuBuffer.ints(targets)[Elementwise.at(targets, row)];
            int lossAt = Elementwise.at(state.rowLosses(), row);
            if (target == NOT_COUNTED) {
                losses[lossAt] = 0;
                fill(dLogits, row, 0);
            } else if (target < 0 || target >= logits.columns()) {
                losses[lossAt] = Float.NaN;
                fill(dLogits, row, Float.NaN);
            } else {
                losses[lossAt] = softmaxRow(logits, row, target, scalar(state.factor()), dLogits, workspace);
            }
        });
        return KernelCall.inOrder(eachRow, () -> finish(state, countedTargets(targets)));
    }

    private static long countedTargets(View targets) {
        int[] wanted = CpuBuffer.ints(targets);
        long count = 0;
        for (int row = 0; row < targets.rows(); row++) {
            count += wanted[Elementwise.at(targets, row)] == NOT_COUNTED ? 0 : 1;
        }
        return count;
    }

    /**
     * With {@code e_j = exp(x_j - max)}: loss {@code log(sum e) - (x_target - max)}, gradient {@code factor e_j / sum e}, at the target
     * {@code -factor (sum of the others) / sum e}: no difference of nearly equal numbers when the target is all but certain.
     */
    private float softmaxRow(
            View logits, int row, int target, float factor, @Nullable View dLogits, Workspace workspace) {
        SoftmaxRow operands = workspace.softmax;
        operands.columns = logits.columns();
        operands.target = target;
        operands.factor = factor;
        operands.x = CpuBuffer.floats(logits);
        operands.at = Elementwise.at(logits, row);
        operands.exponentials = workspace.floats(Workspace.Slot.ROW, logits.columns());
        if (dLogits != null) {
            operands.gradient = CpuBuffer.floats(dLogits);
            operands.gradientAt = Elementwise.at(dLogits, row);
        }
        double wanted = operands.x[operands.at + target];
        Pass.all(dLogits == null ? lossAlone : lossAndGradient, operands);
        double log = wanted == operands.max
                ? StrictMath.log1p(operands.others)
                : StrictMath.log(operands.others + operands.own);
        float loss = (float) (log - (wanted - operands.max));
        operands.release();
        return loss;
    }

    private void largest(SoftmaxRow row) {
        row.max = rows.max(row.x, row.at, row.columns);
    }

    private void exponentials(SoftmaxRow row) {
        rows.exp(row.x, row.at, row.max, row.exponentials, 0, row.columns);
        row.own = row.exponentials[row.target];
        row.exponentials[row.target] = 0;
    }

    private void sum(SoftmaxRow row) {
        row.others = rows.sum(row.exponentials, 0, row.columns, row.lanes);
    }

    private void gradient(SoftmaxRow row) {
        double sum = row.others + row.own;
        float scale = (float) (row.factor / sum);
        rows.axpby(scale, row.exponentials, 0, 0, row.gradient, row.gradientAt, row.columns);
        row.gradient[row.gradientAt + row.target] = (float) (-row.factor * (row.others / sum));
    }

    KernelCall meanSquaredError(
            View prediction, View target, @Nullable View counted, LossState state, @Nullable View dPrediction) {
        KernelCall eachRow = eachRow(prediction, (row, workspace) -> {
            float[] losses = CpuBuffer.floats(state.rowLosses());
            int lossAt = Elementwise.at(state.rowLosses(), row);
            if (isCounted(counted, row)) {
                losses[lossAt] = squaredRow(prediction, target, row, scalar(state.factor()), dPrediction);
            } else {
                losses[lossAt] = 0;
                fill(dPrediction, row, 0);
            }
        });
        return KernelCall.inOrder(eachRow, () -> finish(state, countedElements(prediction, counted)));
    }

    private static long countedElements(View prediction, @Nullable View counted) {
        long count = 0;
        for (int row = 0; row < prediction.rows(); row++) {
            count += isCounted(counted, row) ? prediction.columns() : 0;
        }
        return count;
    }

    private static float squaredRow(View prediction, View target, int row, float factor, @Nullable View dPrediction) {
        float[] p = CpuBuffer.floats(prediction);
        float[] y = CpuBuffer.floats(target);
        int pAt = Elementwise.at(prediction, row);
        int yAt = Elementwise.at(target, row);
        double sum = 0;
        for (int j = 0; j < prediction.columns(); j++) {
            double error = (double) p[pAt + j] - y[yAt + j];
            sum += error * error;
            if (dPrediction != null) {
                CpuBuffer.floats(dPrediction)[Elementwise.at(dPrediction, row) + j] = (float) (2.0 * factor * error);
            }
        }
        return (float) sum;
    }

    private static boolean isCounted(@Nullable View counted, int row) {
        return counted == null || CpuBuffer.ints(counted)[Elementwise.at(counted, row)] >= 0;
    }

    private static void finish(LossState state, long count) {
        float[] losses = CpuBuffer.floats(state.rowLosses());
        double sum = 0;
        for (int row = 0; row < state.rowLosses().rows(); row++) {
            sum += losses[Elementwise.at(state.rowLosses(), row)];
        }
        float[] result = CpuBuffer.floats(state.result());
        int at = (int) state.result().offset();
        result[at] = count == 0 ? 0 : (float) (scalar(state.factor()) * sum);
        result[at + 1] = count;
    }

    private interface Row {
        void run(int row, Workspace workspace);
    }

    private KernelCall eachRow(View view, Row body) {
        int perTask = Math.max(1, Sweep.CHUNK / Math.max(1, view.columns()));
        return Sweep.groups(pool, view.rows(), perTask, (first, end, workspace) -> {
            for (int row = first; row < end; row++) {
                body.run(row, workspace);
            }
        });
    }

    private static void fill(@Nullable View view, int row, float value) {
        if (view != null) {
            int at = Elementwise.at(view, row);
            java.util.Arrays.fill(CpuBuffer.floats(view), at, at + view.columns(), value);
        }
    }

    private static float scalar(View view) {
        return CpuBuffer.floats(view)[(int) view.offset()];
    }
}
