package dev.unroll.backend;

import org.jspecify.annotations.Nullable;

/**
 * Four flat views of one layout.
 *
 * @param parameters updated
 * @param gradients read
 * @param m Adam's first moment, or the momentum buffer of SGD; updated
 * @param v Adam's second moment, updated; null for SGD
 */
public record OptimizerState(
        View parameters, View gradients, View m, @Nullable View v) {}
