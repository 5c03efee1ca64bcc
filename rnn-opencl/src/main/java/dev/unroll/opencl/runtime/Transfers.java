package dev.unroll.opencl.runtime;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import org.jocl.CL;
import org.jocl.CLException;
import org.jocl.Pointer;

/**
 * Moves data between Java arrays and memory of a device. Nothing beneath checks bounds, so everything is checked here. Small transfers go
 * through memory outside the heap; a large one uses the array itself, which holds the garbage collector up, so the queue is emptied before.
 */
@SuppressWarnings("NullAway") // The binding takes null for "no events".
final class Transfers {
    private static final int STAGING_BYTES = 64 * 1024;
    private static final int ELEMENT_BYTES = 4;

    private final Session session;
    private final FloatBuffer floats;
    private final IntBuffer integers;
    private final Pointer staging;
    private final Pointer zeros = Pointer.to(new int[1]);

    Transfers(Session session) {
        this.session = session;
        ByteBuffer memory = ByteBuffer.allocateDirect(STAGING_BYTES).order(ByteOrder.nativeOrder());
        floats = memory.asFloatBuffer();
        integers = memory.asIntBuffer();
        staging = Pointer.to(memory);
    }

    void zero(Memory target) {
        long bytes = target.bytes();
        int pattern = bytes % ELEMENT_BYTES == 0 ? ELEMENT_BYTES : 1;
        try {
            if (bytes > 0) {
                CL.clEnqueueFillBuffer(session.queue(), target.of(session), zeros, pattern, 0, bytes, 0, null, null);
            }
        } catch (CLException error) {
            throw session.failed("filling " + bytes + " bytes with zero", error);
        }
    }

    void write(Memory target, long byteOffset, float[] source, int from, int length) {
        long bytes = checked("write", target, byteOffset, source.length, from, length);
        if (bytes > STAGING_BYTES) {
            session.finish();
            send(target, byteOffset, bytes, Pointer.to(source).withByteOffset((long) from * ELEMENT_BYTES));
        } else {
            floats.put(0, source, from, length);
            send(target, byteOffset, bytes, staging);
        }
    }

    void write(Memory target, long byteOffset, int[] source, int from, int length) {
        long bytes = checked("write", target, byteOffset, source.length, from, length);
        if (bytes > STAGING_BYTES) {
            session.finish();
            send(target, byteOffset, bytes, Pointer.to(source).withByteOffset((long) from * ELEMENT_BYTES));
        } else {
            integers.put(0, source, from, length);
            send(target, byteOffset, bytes, staging);
        }
    }

    void read(Memory source, long byteOffset, float[] target, int from, int length) {
        long bytes = checked("read", source, byteOffset, target.length, from, length);
        if (bytes > STAGING_BYTES) {
            session.finish();
            fetch(source, byteOffset, bytes, Pointer.to(target).withByteOffset((long) from * ELEMENT_BYTES));
        } else {
            fetch(source, byteOffset, bytes, staging);
            floats.get(0, target, from, length);
        }
    }

    void read(Memory source, long byteOffset, int[] target, int from, int length) {
        long bytes = checked("read", source, byteOffset, target.length, from, length);
        if (bytes > STAGING_BYTES) {
            session.finish();
            fetch(source, byteOffset, bytes, Pointer.to(target).withByteOffset((long) from * ELEMENT_BYTES));
        } else {
            fetch(source, byteOffset, bytes, staging);
            integers.get(0, target, from, length);
        }
    }

    private void send(Memory target, long byteOffset, long bytes, Pointer from) {
        try {
            if (bytes > 0) {
                CL.clEnqueueWriteBuffer(
                        session.queue(), target.of(session), true, byteOffset, bytes, from, 0, null, null);
            }
        } catch (CLException error) {
            throw session.failed("writing " + bytes + " bytes at byte " + byteOffset, error);
        }
    }

    private void fetch(Memory source, long byteOffset, long bytes, Pointer to) {
        try {
            if (bytes > 0) {
                CL.clEnqueueReadBuffer(session.queue(), source.of(session), true, byteOffset, bytes, to, 0, null, null);
            }
        } catch (CLException error) {
            throw session.failed("reading " + bytes + " bytes at byte " + byteOffset, error);
        }
    }

    /** The bytes to move, after everything about them has been found in order. */
    private long checked(String what, Memory memory, long byteOffset, int arrayLength, int from, int length) {
        memory.of(session);
        if (from < 0 || length < 0 || from > arrayLength - length) {
            throw new IllegalArgumentException(what + ": from = " + from + ", length = " + length
                    + "; expected a part of an array of " + arrayLength + " elements");
        }
        long bytes = (long) length * ELEMENT_BYTES;
        if (byteOffset < 0 || byteOffset > memory.bytes() - bytes) {
            throw new IllegalArgumentException(what + ": byteOffset = " + byteOffset + " for " + bytes
                    + " bytes; expected a part of a memory of " + memory.bytes() + " bytes");
        }
        return bytes;
    }
}
