package dev.unroll.train;

import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * What {@link Trainer#fit} is to do.
 *
 * @param firstEpoch where to begin, 0 for a fresh run
 * @param epochs the number of epochs in all; the last is {@code epochs - 1}
 * @param batches the batches of an epoch
 * @param heldOut batches that are evaluated after each epoch; null for none
 * @param cancelled asked before each step; true ends the run between two steps
 */
public record FitPlan(
        int firstEpoch,
        int epochs,
        IntFunction<? extends Iterable<Batch>> batches,
        @Nullable Iterable<Batch> heldOut,
        BooleanSupplier cancelled) {
    /** Checks the numbers. */
    public FitPlan {
        if (firstEpoch < 0 || epochs < 0) {
            throw new IllegalArgumentException(
                    "epochs: from " + firstEpoch + " to " + epochs + "; expected none negative");
        }
    }

    /** So many epochs over these batches. */
    public static FitPlan epochs(int epochs, IntFunction<? extends Iterable<Batch>> batches) {
        return new FitPlan(0, epochs, batches, null, () -> false);
    }

    /** With batches that are evaluated after each epoch. */
    public FitPlan withHeldOut(Iterable<Batch> next) {
        return new FitPlan(firstEpoch, epochs, batches, next, cancelled);
    }

    /** With a question that is asked before each step. */
    public FitPlan withCancel(BooleanSupplier next) {
        return new FitPlan(firstEpoch, epochs, batches, heldOut, next);
    }

    /** Beginning at this epoch, to continue a run. */
    public FitPlan startingAt(int epoch) {
        return new FitPlan(epoch, epochs, batches, heldOut, cancelled);
    }
}
