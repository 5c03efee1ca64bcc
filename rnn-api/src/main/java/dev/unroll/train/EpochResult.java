package dev.unroll.train;

import org.jspecify.annotations.Nullable;

/**
 * What one epoch found.
 *
 * @param epoch its number, from 0
 * @param trainLoss mean loss over the epoch's counted elements, each before its update
 * @param heldOut loss on the held-out batches after the epoch; null when there are none
 * @param improved whether this is the smallest held-out loss so far
 */
public record EpochResult(
        int epoch, double trainLoss, @Nullable Evaluation heldOut, boolean improved) {}
