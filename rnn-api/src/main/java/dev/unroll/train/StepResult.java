package dev.unroll.train;

/**
 * What one step of training found.
 *
 * @param step its number, from 1
 * @param loss mean loss over the counted elements, before the update
 * @param count how many elements were counted
 * @param gradientNorm L2 norm over all gradients together, before clipping
 * @param applied whether the parameters changed; always true for a step that returned
 */
public record StepResult(long step, double loss, long count, double gradientNorm, boolean applied) {}
