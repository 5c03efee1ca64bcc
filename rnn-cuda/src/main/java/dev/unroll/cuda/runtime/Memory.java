package dev.unroll.cuda.runtime;

import java.util.concurrent.atomic.AtomicBoolean;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.JCudaDriver;

/** Memory of a device. Closing it is safe while work that uses it is queued or being recorded: it is released behind that work. */
public final class Memory implements AutoCloseable {
    private final Session session;
    private final long bytes;
    private final Handle<Place> handle;
    private final AtomicBoolean closed = new AtomicBoolean();

    /** A pointer whose value can be read. */
    static final class Place extends CUdeviceptr {
        long address() {
            return getNativePointer();
        }
    }

    Memory(Session session, long bytes, Place place) {
        this.session = session;
        this.bytes = bytes;
        handle = new Handle<>(place, "memory of a device", JCudaDriver::cuMemFree);
    }

    /** Its size as asked for. */
    public long bytes() {
        return bytes;
    }

    /** Where it begins on the device, a multiple of 16. */
    public long address() {
        return place().address();
    }

    /** Whether {@link #close} has been called, or the session has been closed. */
    public boolean isClosed() {
        return closed.get();
    }

    /** Waits for queued work and releases it; while a recording is made, when that has ended. Again does nothing. */
    @Override
    public void close() {
        if (!closed.getAndSet(true)) {
            session.release(this);
        }
    }

    /** Gives it back to the driver at once. */
    void free() {
        closed.set(true);
        handle.close();
    }

    /** The place of a byte, for a call of this session. */
    CUdeviceptr of(Session user, long byteOffset) {
        if (user != session) {
            throw new IllegalArgumentException("memory of another session, on " + session.device());
        }
        return place().withByteOffset(byteOffset);
    }

    private Place place() {
        if (closed.get()) {
            throw new IllegalStateException("this memory of a device has been closed");
        }
        return handle.get();
    }
}
