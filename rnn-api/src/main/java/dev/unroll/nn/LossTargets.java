package dev.unroll.nn;

import dev.unroll.backend.View;
import org.jspecify.annotations.Nullable;

/**
 * What a network's outputs are compared with, on the device. R is T*N for a loss at all steps, N at the last step.
 *
 * @param targets cross-entropy: INT32 {@code [R, 1]}, -1 is not counted; squared error: REAL {@code [R, O]}
 * @param counted squared error: INT32 {@code [R, 1]}, negative means not counted; null counts every row; null for cross-entropy
 * @param factor REAL {@code [1, 1]}: multiplies loss and gradient, normally 1/count
 * @param result REAL {@code [1, 2]}, written: the loss times the factor, and the number of counted elements
 */
public record LossTargets(View targets, @Nullable View counted, View factor, View result) {}
