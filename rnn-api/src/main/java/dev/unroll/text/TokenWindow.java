package dev.unroll.text;

/**
 * One window of {@link TextWindows}. Arrays are time-major: index {@code t * rows + n}.
 *
 * @param steps time steps
 * @param rows streams side by side
 * @param ids the tokens read, {@code [steps * rows]}
 * @param targets the token after each, {@code [steps * rows]}; -1 where a stream has ended
 * @param first whether the streams begin here, so that the state starts from zero; otherwise it goes on from the window before
 */
public record TokenWindow(int steps, int rows, int[] ids, int[] targets, boolean first) {}
