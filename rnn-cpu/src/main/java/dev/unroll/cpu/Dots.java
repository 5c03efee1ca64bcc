package dev.unroll.cpu;

/** The operands of one call of a {@link DotKernel}; mutable, one for each thread. */
final class Dots {
    private static final float[] NONE = {};

    /** The number of vectors, which are the rows of the left operand. */
    int rows;
    /** Element k of vector r lies at {@code xAt + r * xRow + k}. */
    float[] x = NONE;

    int xAt;
    int xRow;
    /** The number of the matrix's rows: the columns of the result. */
    int columns;
    /** Element k of the matrix's row j lies at {@code wAt + j * wRow + k}. */
    float[] w = NONE;

    int wAt;
    int wRow;
    /** The dot product of vector r with row j lies at {@code yAt + r * yRow + j}. */
    float[] y = NONE;

    int yAt;
    int yRow;
    /** Whether it is added to what is there or replaces it. */
    boolean add;
    /** The number of products that are added up. */
    int depth;
    /** What a kernel leaves behind of several rows at a time: sum i of row j at {@code j * SUMS + i}. */
    final float[] sums = new float[DotKernel.ROWS * DotKernel.SUMS];

    /** Says how many vectors there are, and where. */
    void rows(int count, float[] from, int at, int row) {
        rows = count;
        x = from;
        xAt = at;
        xRow = row;
    }

    /** Says where the results lie, and whether they are added to. */
    void results(float[] to, int at, int row, boolean adds) {
        y = to;
        yAt = at;
        yRow = row;
        add = adds;
    }

    /** How many products fill whole runs. */
    int inRuns() {
        return depth - depth % DotKernel.RUN;
    }

    /** Lets go of the arrays, so that a closed buffer's memory can be had back. */
    void release() {
        x = NONE;
        w = NONE;
        y = NONE;
    }
}
