package dev.unroll.reference;

import dev.unroll.backend.LossState;
import org.jspecify.annotations.Nullable;

/** Cross-entropy after softmax, and squared error. */
final class ReferenceLosses {
    private static final int NOT_COUNTED = -1;

    private ReferenceLosses() {}

    static void softmaxCrossEntropy(Reals logits, Ints targets, LossState state, Reals dLogits) {
        double factor = Reals.of(state.factor()).get(0, 0);
        Reals rowLosses = Reals.of(state.rowLosses());
        long count = 0;
        for (int r = 0; r < logits.rows(); r++) {
            int target = targets.get(r);
            if (target == NOT_COUNTED) {
                uncounted(r, rowLosses, dLogits);
                continue;
            }
            count++;
            rowLosses.set(r, 0, softmaxRow(logits, r, target, factor, dLogits));
        }
        finish(factor, rowLosses, count, Reals.of(state.result()));
    }

    /**
     * {@code log(sum of exp(x_j)) - x_target}, gradient {@code factor (exp(x_j) / sum - [j = target])}; the largest logit is taken off
     * first, so that no exponential overflows.
     */
    private static double softmaxRow(Reals logits, int r, int target, double factor, Reals dLogits) {
        boolean valid = target >= 0 && target < logits.columns();
        double largest = Double.NEGATIVE_INFINITY;
        for (int j = 0; j < logits.columns(); j++) {
            largest = Math.max(largest, logits.get(r, j));
        }
        double sum = 0;
        for (int j = 0; j < logits.columns(); j++) {
            sum += StrictMath.exp(logits.get(r, j) - largest);
        }
        double loss = valid ? StrictMath.log(sum) - (logits.get(r, target) - largest) : Double.NaN;
        for (int j = 0; j < dLogits.columns(); j++) {
            double probability = StrictMath.exp(logits.get(r, j) - largest) / sum;
            dLogits.set(r, j, valid ? factor * (probability - (j == target ? 1 : 0)) : Double.NaN);
        }
        return loss;
    }

    static void meanSquaredError(
            Reals prediction, Reals target, @Nullable Ints counted, LossState state, Reals dPrediction) {
        double factor = Reals.of(state.factor()).get(0, 0);
        Reals rowLosses = Reals.of(state.rowLosses());
        long count = 0;
        for (int r = 0; r < prediction.rows(); r++) {
            if (counted != null && counted.get(r) < 0) {
                uncounted(r, rowLosses, dPrediction);
                continue;
            }
            count += prediction.columns();
            double loss = 0;
            for (int j = 0; j < prediction.columns(); j++) {
                double error = prediction.get(r, j) - target.get(r, j);
                loss += error * error;
                if (dPrediction.isPresent()) {
                    dPrediction.set(r, j, 2 * factor * error);
                }
            }
            rowLosses.set(r, 0, loss);
        }
        finish(factor, rowLosses, count, Reals.of(state.result()));
    }

    private static void uncounted(int r, Reals rowLosses, Reals gradient) {
        rowLosses.set(r, 0, 0);
        if (gradient.isPresent()) {
            gradient.fillRow(r, 0);
        }
    }

    private static void finish(double factor, Reals rowLosses, long count, Reals result) {
        double sum = 0;
        for (int r = 0; r < rowLosses.rows(); r++) {
            sum += rowLosses.get(r, 0);
        }
        result.set(0, 0, count == 0 ? 0 : factor * sum);
        result.set(0, 1, count);
    }
}
