package dev.unroll.backend;

/**
 * A matrix inside a {@link DeviceBuffer}: element (r, c) lies at {@code offset + r * rowStride + c}. An offset rather than a sub-buffer,
 * because OpenCL binds sub-buffers to an alignment that rows of a tensor do not have.
 *
 * @param buffer where the elements are
 * @param offset the element (0, 0), in elements
 * @param rows number of rows, 0 allowed
 * @param columns number of columns, 0 allowed
 * @param rowStride elements from one row to the next, at least {@code columns}
 */
public record View(DeviceBuffer buffer, long offset, int rows, int columns, int rowStride) {
    /** Checks that every element lies inside the buffer. */
    public View {
        if (offset < 0 || rows < 0 || columns < 0 || rowStride < columns) {
            throw new IllegalArgumentException(
                    "view: offset " + offset + ", rows " + rows + ", columns " + columns + ", row stride " + rowStride
                            + "; expected none negative and a row stride of at least the columns");
        }
        // An empty view may start anywhere: the slice behind the last row of a strided view lies past the end.
        long extent = rows == 0 || columns == 0 ? 0 : (rows - 1L) * rowStride + columns;
        if (extent > 0 && offset > buffer.length() - extent) {
            throw new IllegalArgumentException(
                    "view: " + rows + " x " + columns + " at offset " + offset + " with row stride " + rowStride
                            + " spans " + extent + " elements, past the buffer's " + buffer.length());
        }
    }

    /** The buffer's element type. */
    public ElementType type() {
        return buffer.type();
    }

    /** Rows {@code first} to {@code first + count - 1}. */
    public View slice(int first, int count) {
        if (first < 0 || count < 0 || first > rows - count) {
            throw new IllegalArgumentException(
                    "slice: rows " + first + " to " + (first + (long) count) + " of a view of " + rows + " rows");
        }
        return new View(buffer, offset + (long) first * rowStride, count, columns, rowStride);
    }

    /** Columns {@code first} to {@code first + count - 1} of every row. */
    public View columns(int first, int count) {
        if (first < 0 || count < 0 || first > columns - count) {
            throw new IllegalArgumentException(
                    "columns: " + first + " to " + (first + (long) count) + " of a view of " + columns + " columns");
        }
        return new View(buffer, offset + first, rows, count, rowStride);
    }

    /** The block of {@code size} rows that belongs to time step or state slot {@code index}. */
    public View block(int index, int size) {
        return slice(Math.multiplyExact(index, size), size);
    }

    /** Whether the rows follow each other without a gap. */
    public boolean isDense() {
        return rowStride == columns || rows <= 1;
    }

    /** The number of elements. */
    public long size() {
        return (long) rows * columns;
    }

    /** "rows x columns", for messages. */
    public String shape() {
        return rows + " x " + columns;
    }
}
