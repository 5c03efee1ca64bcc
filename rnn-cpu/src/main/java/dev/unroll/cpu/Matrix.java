package dev.unroll.cpu;

import dev.unroll.backend.View;

/**
 * An operand of a product: element (r, c) lies at {@code at + r * stride + c}, or at {@code at + c * stride + r} when it is transposed.
 *
 * @param buffer whose array it lies in
 * @param at the element (0, 0)
 * @param stride elements from one stored row to the next
 * @param rows rows after transposing
 * @param columns columns after transposing
 * @param transposed whether the stored matrix is the transpose
 */
record Matrix(CpuBuffer buffer, int at, int stride, int rows, int columns, boolean transposed) {
    /** The array, which a buffer that has been closed does not have. */
    float[] data() {
        return buffer.floats();
    }

    int index(int row, int column) {
        return transposed ? at + column * stride + row : at + row * stride + column;
    }

    /** Copies columns of some rows: row {@code row + r} to {@code to} from {@code toAt + r * toStride} on. */
    void copy(int row, int rows, int column, int count, float[] to, int toAt, int toStride) {
        float[] from = data();
        for (int r = 0, target = toAt; r < rows; r++, target += toStride) {
            int first = index(row + r, column);
            if (transposed) {
                for (int c = 0; c < count; c++) {
                    to[target + c] = from[first + c * stride];
                }
            } else {
                System.arraycopy(from, first, to, target, count);
            }
        }
    }

    static Matrix of(View view, boolean transposed) {
        return new Matrix(
                (CpuBuffer) view.buffer(),
                (int) view.offset(),
                view.rowStride(),
                transposed ? view.columns() : view.rows(),
                transposed ? view.rows() : view.columns(),
                transposed);
    }
}
