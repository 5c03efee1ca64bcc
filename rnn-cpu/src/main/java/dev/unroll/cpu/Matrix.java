package dev.unroll.cpu;

import dev.unroll.backend.View;

/**
 * An operand of a product: element (r, c) lies at {@code at + r * stride + c}, or at {@code at + c * stride + r} when it is transposed.
 *
 * @param data the array
 * @param at the element (0, 0)
 * @param stride elements from one stored row to the next
 * @param rows rows after transposing
 * @param columns columns after transposing
 * @param transposed whether the stored matrix is the transpose
 */
record Matrix(float[] data, int at, int stride, int rows, int columns, boolean transposed) {
    int index(int row, int column) {
        return transposed ? at + column * stride + row : at + row * stride + column;
    }

    static Matrix of(View view, boolean transposed) {
        return new Matrix(
                CpuBuffer.floats(view),
                (int) view.offset(),
                view.rowStride(),
                transposed ? view.columns() : view.rows(),
                transposed ? view.rows() : view.columns(),
                transposed);
    }
}
