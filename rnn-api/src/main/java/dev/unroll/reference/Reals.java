package dev.unroll.reference;

import dev.unroll.backend.View;
import org.jspecify.annotations.Nullable;

/** The elements of a REAL view, addressed by row and column. */
record Reals(double[] data, int start, int rows, int columns, int stride) {
    /** Stands for an operand that was not given. */
    static final Reals ABSENT = new Reals(new double[0], 0, 0, 0, 0);

    static Reals of(View view) {
        double[] data = ((ReferenceBuffer) view.buffer()).reals();
        return new Reals(data, (int) view.offset(), view.rows(), view.columns(), view.rowStride());
    }

    static Reals orAbsent(@Nullable View view) {
        return view == null ? ABSENT : of(view);
    }

    /** Whether there is anything to read or write. */
    boolean isPresent() {
        return rows > 0;
    }

    /** The index of the first element of a row. */
    int row(int row) {
        return start + row * stride;
    }

    double get(int row, int column) {
        return data[start + row * stride + column];
    }

    void set(int row, int column, double value) {
        data[start + row * stride + column] = value;
    }

    void add(int row, int column, double value) {
        data[start + row * stride + column] += value;
    }

    void fillRow(int row, double value) {
        for (int column = 0; column < columns; column++) {
            set(row, column, value);
        }
    }
}
