package dev.unroll.backend;

/**
 * Memory on a backend's device. Its content is reached only through {@link Backend#upload} and {@link Backend#download}. Closing releases
 * it once; closing again does nothing; any later use is an {@link IllegalStateException}. Closing takes its place in the order of calls:
 * work asked for before it still finds the memory, so an asynchronous backend defers the release.
 */
public interface DeviceBuffer extends AutoCloseable {
    /** The backend that allocated this buffer; no other may use it. */
    Backend owner();

    /** What it holds. */
    ElementType type();

    /** The number of elements. */
    long length();

    /** Whether {@link #close} was called. */
    boolean isClosed();

    @Override
    void close();

    /** The whole buffer as one row. */
    default View view() {
        return view(0, 1, Math.toIntExact(length()));
    }

    /** A dense matrix of this buffer that starts at element {@code offset}. */
    default View view(long offset, int rows, int columns) {
        return new View(this, offset, rows, columns, columns);
    }
}
