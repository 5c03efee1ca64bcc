package dev.unroll.train;

/**
 * A named piece of training state on the host.
 *
 * @param rows rows
 * @param columns columns
 * @param values row by row; float32 backends give float32 numbers, so nothing is lost on the way back
 */
public record StateTensor(int rows, int columns, double[] values) {
    /** Checks the length. */
    public StateTensor {
        if (values.length != (long) rows * columns) {
            throw new IllegalArgumentException("values: " + values.length + " for " + rows + " x " + columns
                    + "; expected " + (long) rows * columns);
        }
    }
}
