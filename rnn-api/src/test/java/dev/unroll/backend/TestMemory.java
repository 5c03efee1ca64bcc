package dev.unroll.backend;

import java.util.Arrays;

/** Makes views of a backend from arrays, and arrays from views. */
public final class TestMemory {
    private static final double GUARD = -77;

    private final Backend backend;

    public TestMemory(Backend backend) {
        this.backend = backend;
    }

    /** A dense matrix. */
    public View reals(int rows, int columns, double... values) {
        return strided(rows, columns, columns, values);
    }

    /** A matrix of zeros. */
    public View zeros(int rows, int columns) {
        return reals(rows, columns, new double[rows * columns]);
    }

    /** A matrix with gaps between its rows, which lies three elements into its buffer. */
    public View strided(int rows, int columns, int stride, double... values) {
        int offset = stride == columns ? 0 : 3;
        DeviceBuffer buffer = backend.allocate(ElementType.REAL, offset + (long) rows * stride);
        backend.fill(buffer.view(), GUARD);
        View view = new View(buffer, offset, rows, columns, stride);
        write(view, values);
        return view;
    }

    /** A column of integers. */
    public View ints(int... values) {
        DeviceBuffer buffer = backend.allocate(ElementType.INT32, values.length);
        backend.upload(buffer, 0, values, 0, values.length);
        return buffer.view(0, values.length, 1);
    }

    /** Overwrites a view. */
    public void write(View view, double... values) {
        if (values.length != view.size()) {
            throw new IllegalArgumentException(values.length + " values for " + view.shape());
        }
        for (int r = 0; r < view.rows(); r++) {
            long at = view.offset() + (long) r * view.rowStride();
            backend.upload(view.buffer(), at, values, r * view.columns(), view.columns());
        }
    }

    /** Copies a view to the host, row by row. */
    public double[] read(View view) {
        double[] values = new double[Math.toIntExact(view.size())];
        for (int r = 0; r < view.rows(); r++) {
            long at = view.offset() + (long) r * view.rowStride();
            backend.download(view.buffer(), at, values, r * view.columns(), view.columns());
        }
        return values;
    }

    /** Whether every element of the view's buffer outside the view still holds what {@link #strided} put there. */
    public boolean guardsIntact(View view) {
        double[] all = new double[Math.toIntExact(view.buffer().length())];
        backend.download(view.buffer(), 0, all, 0, all.length);
        for (int r = 0; r < view.rows(); r++) {
            int from = Math.toIntExact(view.offset()) + r * view.rowStride();
            Arrays.fill(all, from, from + view.columns(), GUARD);
        }
        return Arrays.stream(all).allMatch(value -> value == GUARD);
    }
}
