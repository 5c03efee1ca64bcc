package dev.unroll.train;

/**
 * How a run of {@link Trainer#fit} ended.
 *
 * @param epochs epochs that were finished, those before {@link FitPlan#firstEpoch} included
 * @param steps steps of the trainer so far
 * @param bestHeldOutLoss the smallest held-out loss so far; NaN without held-out batches
 * @param ending why it ended
 */
public record FitResult(int epochs, long steps, double bestHeldOutLoss, Ending ending) {
    /** Why a run ended. */
    public enum Ending {
        /** All epochs are done; the network has the best weights when there were held-out batches. */
        FINISHED,
        /** Early stopping; the network has the best weights. */
        STOPPED_EARLY,
        /** Somebody asked to stop; the network has its latest weights, so that the run can go on. */
        CANCELLED
    }
}
