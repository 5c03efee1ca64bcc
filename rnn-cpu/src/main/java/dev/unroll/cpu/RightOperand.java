package dev.unroll.cpu;

/** The right operand of many products of a few rows each, one after the other: the recurrent weights in a loop over time. */
interface RightOperand {
    /** Makes ready for {@link #multiply}, in the calling thread and the pool's. */
    void prepare();

    /** Lets go of memory. */
    void release();

    /** The length of a result's row: at least the columns. */
    int width();

    /**
     * {@code c (+)= a b} for {@code rows} rows of a, row r at {@code aAt + r * aRow}; c has rows of {@link #width} elements, one after the
     * other.
     *
     * @param workspace the calling thread's
     */
    void multiply(int rows, float[] a, int aAt, int aRow, Workspace workspace, float[] c, boolean add);
}
