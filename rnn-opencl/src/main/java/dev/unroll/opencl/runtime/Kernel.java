package dev.unroll.opencl.runtime;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jocl.CL;
import org.jocl.CLException;
import org.jocl.Pointer;
import org.jocl.Sizeof;
import org.jocl.cl_kernel;
import org.jspecify.annotations.Nullable;

/**
 * A kernel and its arguments. They are given in order after {@link #start}; one that equals what was sent last is not sent again, and
 * neither that nor a launch allocates anything.
 */
@SuppressWarnings("NullAway") // The binding takes null for local memory and for "no events".
public final class Kernel {
    private enum Sort {
        UNSET,
        MEMORY,
        INTEGER,
        REAL,
        LOCAL
    }

    private final Session session;
    private final String name;
    private final Handle<cl_kernel> handle;
    private final Sort[] sorts;
    private final long[] values;
    private final @Nullable Memory[] memories;
    private final ByteBuffer scalar = ByteBuffer.allocateDirect(Integer.BYTES).order(ByteOrder.nativeOrder());
    private final Pointer scalarPointer = Pointer.to(scalar);
    private final long[] global = new long[2];
    private final long[] local = new long[2];
    private int next;
    private long launches;

    Kernel(Session session, String name, Handle<cl_kernel> handle, int arguments) {
        this.session = session;
        this.name = name;
        this.handle = handle;
        sorts = new Sort[arguments];
        Arrays.fill(sorts, Sort.UNSET);
        values = new long[arguments];
        memories = new Memory[arguments];
    }

    /** Its name in the program. */
    public String name() {
        return name;
    }

    /** Back to argument 0. */
    public Kernel start() {
        next = 0;
        return this;
    }

    /** A pointer to global memory. */
    public Kernel memory(Memory memory) {
        memory.of(session);
        int index = place();
        if (memories[index] != memory) {
            send(index, Sizeof.cl_mem, memory.argument());
            sorts[index] = Sort.MEMORY;
            memories[index] = memory;
        }
        return this;
    }

    /** An {@code int}. */
    public Kernel integer(int value) {
        return scalar(Sort.INTEGER, value);
    }

    /** A {@code float}. */
    public Kernel real(float value) {
        return scalar(Sort.REAL, Float.floatToRawIntBits(value));
    }

    /** A pointer to local memory of this many bytes. */
    public Kernel local(long bytes) {
        int index = place();
        if (isNew(index, Sort.LOCAL, bytes)) {
            send(index, bytes, null);
            keep(index, Sort.LOCAL, bytes);
        }
        return this;
    }

    /**
     * Enqueues a launch. The numbers of work-items are rounded up to whole work-groups; when one of them is zero nothing happens.
     *
     * @throws dev.unroll.backend.BackendException naming kernel, sizes, device and the driver's code
     */
    public void run(long globalX, long globalY, long localX, long localY) {
        session.requireOpen();
        if (next != sorts.length) {
            throw new IllegalStateException(
                    "kernel " + name + " takes " + sorts.length + " arguments and was given " + next);
        }
        if (globalX < 0 || globalY < 0 || localX < 1 || localY < 1) {
            throw new IllegalArgumentException(
                    "kernel " + name + ": " + globalX + " x " + globalY + " work-items in groups of " + localX + " x "
                            + localY + "; expected no negative number, groups of 1 or more");
        }
        if (globalX == 0 || globalY == 0) {
            return;
        }
        global[0] = roundedUp(globalX, localX);
        global[1] = roundedUp(globalY, localY);
        local[0] = localX;
        local[1] = localY;
        try {
            CL.clEnqueueNDRangeKernel(session.queue(), handle.get(), 2, null, global, local, 0, null, null);
        } catch (CLException error) {
            throw session.failed(
                    "kernel " + name + " with " + global[0] + " x " + global[1] + " work-items in groups of " + localX
                            + " x " + localY,
                    error);
        }
        launches++;
    }

    long launches() {
        return launches;
    }

    void close() {
        handle.close();
    }

    private static long roundedUp(long count, long group) {
        return Math.multiplyExact(Math.addExact(count, group - 1) / group, group);
    }

    private Kernel scalar(Sort sort, int bits) {
        int index = place();
        if (isNew(index, sort, bits)) {
            scalar.putInt(0, bits);
            send(index, Integer.BYTES, scalarPointer);
            keep(index, sort, bits);
        }
        return this;
    }

    private int place() {
        if (next >= sorts.length) {
            throw new IllegalStateException(
                    "kernel " + name + " takes " + sorts.length + " arguments and was given more");
        }
        return next++;
    }

    private boolean isNew(int index, Sort sort, long value) {
        return sorts[index] != sort || values[index] != value;
    }

    private void keep(int index, Sort sort, long value) {
        sorts[index] = sort;
        values[index] = value;
        memories[index] = null;
    }

    private void send(int index, long bytes, @Nullable Pointer value) {
        session.requireOpen();
        try {
            CL.clSetKernelArg(handle.get(), index, bytes, value);
        } catch (CLException error) {
            throw session.failed("argument " + index + " (" + bytes + " bytes) of kernel " + name, error);
        }
    }
}
