package dev.unroll.train;

/**
 * A loss over many batches.
 *
 * @param meanLoss mean over all counted elements; 0 when there are none
 * @param count how many elements were counted
 */
public record Evaluation(double meanLoss, long count) {
    /** {@code exp(meanLoss)}: for cross-entropy the number of equally likely choices that would be as hard. */
    public double perplexity() {
        return StrictMath.exp(meanLoss);
    }
}
