package dev.unroll.text;

/**
 * One batch of {@link PaddedBatches}. Arrays are time-major: index {@code t * rows + n}.
 *
 * @param steps time steps, one length for all rows
 * @param rows sentences side by side
 * @param ids the tokens read, {@code [steps * rows]}, {@code [PAD]} behind a sentence's end
 * @param targets the token after each, {@code [steps * rows]}, -1 behind a sentence's end
 * @param lengths how many steps of each row count, {@code [rows]}
 */
public record PaddedBatch(int steps, int rows, int[] ids, int[] targets, int[] lengths) {}
