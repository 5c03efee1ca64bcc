package dev.unroll.conformance;

import dev.unroll.backend.Backend;
import dev.unroll.backend.DeviceBuffer;
import dev.unroll.backend.ElementType;
import dev.unroll.backend.View;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A matrix on a backend with guard words before it, after it and in the gaps between its rows, so that a stray write shows. */
public final class GuardedBuffer implements AutoCloseable {
    private static final int GUARD = 64;
    /** Odd, so that rows start at every alignment. */
    private static final int GAP = 3;

    private static final int SHIFT = 5;
    private static final double GUARD_WORD = 0x1.a5a5a6p+99;
    private static final int GUARD_INTEGER = 0x5A5A5A5A;
    private static final int UNWRITTEN_INTEGER = 0x7BADBAD7;

    private final Backend backend;
    private final DeviceBuffer buffer;
    private final View view;
    private final double[] image;

    private GuardedBuffer(Backend backend, DeviceBuffer buffer, View view, double[] image) {
        this.backend = backend;
        this.buffer = buffer;
        this.view = view;
        this.image = image;
    }

    /**
     * Allocates and fills.
     *
     * @param data row-major; null fills with NaN (INT32: a number that means nothing), so that what is not written shows
     * @param strided whether gaps lie between the rows
     */
    public static GuardedBuffer allocate(
            Backend backend, ElementType type, int rows, int columns, double @Nullable [] data, boolean strided) {
        int stride = strided ? columns + GAP : columns;
        int offset = strided ? GUARD + SHIFT : GUARD;
        int length = Math.toIntExact(offset + (long) rows * stride + GUARD);
        double[] image = new double[length];
        Arrays.fill(image, type == ElementType.REAL ? GUARD_WORD : GUARD_INTEGER);
        for (int r = 0; r < rows; r++) {
            int from = offset + r * stride;
            if (data == null) {
                Arrays.fill(image, from, from + columns, type == ElementType.REAL ? Double.NaN : UNWRITTEN_INTEGER);
            } else {
                System.arraycopy(data, r * columns, image, from, columns);
            }
        }
        DeviceBuffer buffer = backend.allocate(type, length);
        View view = new View(buffer, offset, rows, columns, stride);
        GuardedBuffer result = new GuardedBuffer(backend, buffer, view, image);
        result.upload();
        return result;
    }

    private void upload() {
        if (view.type() == ElementType.REAL) {
            backend.upload(buffer, 0, image, 0, image.length);
        } else {
            int[] values = Arrays.stream(image).mapToInt(value -> (int) value).toArray();
            backend.upload(buffer, 0, values, 0, values.length);
        }
    }

    /** The matrix inside the guards. */
    public View view() {
        return view;
    }

    /** Everything, guards included, as it is now. */
    public double[] download() {
        double[] all = new double[image.length];
        if (view.type() == ElementType.REAL) {
            backend.download(buffer, 0, all, 0, all.length);
        } else {
            int[] values = new int[all.length];
            backend.download(buffer, 0, values, 0, values.length);
            Arrays.setAll(all, i -> values[i]);
        }
        return all;
    }

    /** The matrix, row-major, out of a {@link #download}. */
    public double[] content(double[] all) {
        double[] result = new double[Math.toIntExact(view.size())];
        for (int r = 0; r < view.rows(); r++) {
            int from = (int) view.offset() + r * view.rowStride();
            System.arraycopy(all, from, result, r * view.columns(), view.columns());
        }
        return result;
    }

    /** What happened to the guard words, null when they are intact. */
    public @Nullable String damage(double[] all) {
        for (int i = 0; i < all.length; i++) {
            if (!inside(i) && Double.compare(all[i], image[i]) != 0) {
                return "stray write at element " + (i - view.offset()) + " of a view of " + view.shape()
                        + " with row stride " + view.rowStride() + ": " + all[i];
            }
        }
        return null;
    }

    /** What happened to the elements of an input, null when they are unchanged; {@code before} is null for what was uploaded. */
    public @Nullable String change(double[] all, double @Nullable [] before) {
        double[] wanted = before == null ? image : before;
        for (int i = 0; i < all.length; i++) {
            if (inside(i) && Double.compare(all[i], wanted[i]) != 0) {
                int relative = i - (int) view.offset();
                return "changed at row " + relative / view.rowStride() + ", column " + relative % view.rowStride()
                        + ": " + all[i] + "; was " + wanted[i];
            }
        }
        return null;
    }

    private boolean inside(int index) {
        int relative = index - (int) view.offset();
        return relative >= 0
                && view.columns() > 0
                && relative / view.rowStride() < view.rows()
                && relative % view.rowStride() < view.columns();
    }

    @Override
    public void close() {
        buffer.close();
    }
}
