package dev.unroll.backend;

/**
 * What a loss kernel reads and writes besides its operands.
 *
 * @param factor device scalar {@code [1, 1]}: multiplies the loss and its gradient, normally 1/count; lives on the device so that a
 *     recorded step stays valid
 * @param rowLosses {@code [rows, 1]}, written: each row's own loss without the factor, 0 where a row is not counted
 * @param result {@code [1, 2]}, written: factor times the sum of the row losses in a fixed order (0 when nothing is counted), and the
 *     number of counted elements
 */
public record LossState(View factor, View rowLosses, View result) {}
