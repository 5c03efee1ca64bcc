package dev.unroll.opencl.runtime;

import org.jocl.CL;
import org.jocl.Pointer;
import org.jocl.cl_mem;

/** Memory of a device. Closing it is safe while work that uses it is queued: OpenCL keeps it until that work is done. */
public final class Memory implements AutoCloseable {
    private final Session session;
    private final long bytes;
    private final Handle<cl_mem> handle;
    /** Kept, so that passing this memory to a kernel allocates nothing. */
    private final Pointer argument;

    Memory(Session session, long bytes, cl_mem object) {
        this.session = session;
        this.bytes = bytes;
        handle = new Handle<>(object, "memory of a device", CL::clReleaseMemObject);
        argument = Pointer.to(object);
    }

    /** Its size as asked for. */
    public long bytes() {
        return bytes;
    }

    /** Whether {@link #close} has been called, or the session has been closed. */
    public boolean isClosed() {
        return handle.isReleased();
    }

    /** Releases it; again does nothing. */
    @Override
    public void close() {
        if (!handle.isReleased()) {
            handle.close();
            session.forget(this);
        }
    }

    /** The object, for a call of this session. */
    cl_mem of(Session user) {
        if (user != session) {
            throw new IllegalArgumentException("memory of another session, on " + session.device());
        }
        return handle.get();
    }

    Pointer argument() {
        return argument;
    }
}
