package dev.unroll.opencl;

import dev.unroll.backend.View;
import dev.unroll.opencl.runtime.Kernel;
import dev.unroll.opencl.runtime.Memory;
import org.jspecify.annotations.Nullable;

/** The arguments of one launch, in the order of the kernel's parameters. A view is three of them: memory, offset and row stride. */
final class Call {
    private final Kernel kernel;
    private final Memory nothing;

    /**
     * Starts the list.
     *
     * @param nothing stands where a view is absent; the kernel is told not to touch it
     */
    Call(Kernel kernel, Memory nothing) {
        this.kernel = kernel.start();
        this.nothing = nothing;
    }

    /** A view that is read, or nothing. */
    Call in(@Nullable View view) {
        if (view == null) {
            kernel.memory(nothing).integer(0).integer(0);
        } else {
            flat(view).integer(view.rowStride());
        }
        return this;
    }

    /** A view that is written, or nothing. */
    Call out(@Nullable View view) {
        if (view != null) {
            OpenClBuffer.of(view).written();
        }
        return in(view);
    }

    /** Memory and offset of a view that is read, or nothing. */
    Call flatIn(@Nullable View view) {
        if (view == null) {
            kernel.memory(nothing).integer(0);
        } else {
            flat(view);
        }
        return this;
    }

    /** Memory and offset of a view that is written, or nothing. */
    Call flatOut(@Nullable View view) {
        if (view != null) {
            OpenClBuffer.of(view).written();
        }
        return flatIn(view);
    }

    private Call flat(View view) {
        kernel.memory(OpenClBuffer.of(view).memory());
        return integer((int) view.offset());
    }

    /** Memory of the backend's own. */
    Call memory(Memory memory) {
        kernel.memory(memory);
        return this;
    }

    Call integer(int value) {
        kernel.integer(value);
        return this;
    }

    /** A double of the interface, rounded to nearest. */
    Call real(double value) {
        kernel.real((float) value);
        return this;
    }

    /** Local memory for so many floats. */
    Call local(long floats) {
        kernel.local(floats * Float.BYTES);
        return this;
    }

    /** One work-item a group. */
    void run(long x, long y) {
        kernel.run(x, y, 1, 1);
    }

    /** So many groups of {@code localX * localY} work-items. */
    void groups(long x, long y, long localX, long localY) {
        kernel.run(x * localX, y * localY, localX, localY);
    }
}
