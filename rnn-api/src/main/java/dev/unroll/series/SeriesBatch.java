package dev.unroll.series;

/**
 * One batch of {@link SeriesWindows}. Arrays are time-major: index {@code t * rows + n}.
 *
 * @param steps time steps
 * @param rows windows side by side
 * @param x the values read, {@code [steps * rows]}
 * @param targets the value after each, {@code [steps * rows]}
 */
public record SeriesBatch(int steps, int rows, double[] x, double[] targets) {}
