package dev.unroll.opencl.runtime;

import dev.unroll.backend.BackendException;
import dev.unroll.backend.DeviceOutOfMemoryException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jocl.CL;
import org.jocl.CLException;
import org.jocl.cl_command_queue;
import org.jocl.cl_context;
import org.jocl.cl_context_properties;
import org.jocl.cl_device_id;
import org.jocl.cl_mem;

/**
 * Context and in-order queue of one device; everything made here is released by {@link #close}. Used by one thread at a time. Errors of the
 * driver are {@link BackendException}s that name operation, device and code; use after close is an {@link IllegalStateException}.
 */
public final class Session implements AutoCloseable {
    private static final Logger LOG = System.getLogger("dev.unroll.opencl");
    /** What an empty memory is made of: OpenCL has none of no bytes. */
    private static final long LEAST_BYTES = 4;

    private final OpenClDevice device;
    private final Handle<cl_context> context;
    private final Handle<cl_command_queue> queue;
    private final Programs programs;
    private final Transfers transfers;
    private final Set<Memory> memories = new HashSet<>();
    private long heldBytes;
    private boolean closed;

    private Session(
            OpenClDevice device, Handle<cl_context> context, Handle<cl_command_queue> queue, ProgramCache cache) {
        this.device = device;
        this.context = context;
        this.queue = queue;
        programs = new Programs(this, cache);
        transfers = new Transfers(this);
    }

    /** A session that keeps built programs where {@link ProgramCache#configured} says. */
    public static Session open(OpenClDevice device) {
        return open(device, ProgramCache.configured());
    }

    /** A session that keeps built programs in a cache. */
    @SuppressWarnings("deprecation") // What replaces clCreateCommandQueue needs OpenCL 2.0.
    public static Session open(OpenClDevice device, ProgramCache cache) {
        cl_context_properties properties = new cl_context_properties();
        properties.addProperty(CL.CL_CONTEXT_PLATFORM, device.platform());
        Handle<cl_context> context = null;
        try {
            context = createContext(device, properties);
            cl_command_queue queue = CL.clCreateCommandQueue(context.get(), device.id(), 0, new int[1]);
            Session session =
                    new Session(device, context, new Handle<>(queue, "queue", CL::clReleaseCommandQueue), cache);
            HostSignals.check(device);
            if (device.embedded()) {
                LOG.log(Level.WARNING, device + " has the embedded profile: its numbers may be less exact; check them");
            }
            return session;
        } catch (CLException error) {
            if (context != null) {
                context.close();
            }
            throw DriverErrors.failed(device, "opening a context and a queue", error);
        }
    }

    @SuppressWarnings("NullAway") // The binding takes null for "no callback".
    private static Handle<cl_context> createContext(OpenClDevice device, cl_context_properties properties) {
        cl_context created =
                CL.clCreateContext(properties, 1, new cl_device_id[] {device.id()}, null, null, new int[1]);
        return new Handle<>(created, "context", CL::clReleaseContext);
    }

    /** How many handles of the driver's are unreleased in this process, of all sessions. */
    public static long liveHandles() {
        return Handle.live();
    }

    /** The device. */
    public OpenClDevice device() {
        return device;
    }

    /**
     * Memory with undefined content. The session stays usable when there is not enough.
     *
     * @throws DeviceOutOfMemoryException with asked and free bytes
     */
    @SuppressWarnings("NullAway") // The binding takes null for "not from host memory".
    public Memory allocate(long bytes) {
        requireOpen();
        if (bytes < 0) {
            throw new IllegalArgumentException("bytes = " + bytes + "; expected 0 or more");
        }
        long free = Math.min(device.memoryBytes() - heldBytes, device.maxAllocationBytes());
        if (bytes > free) {
            throw new DeviceOutOfMemoryException(device.name(), bytes, Math.max(0, free));
        }
        cl_mem object;
        try {
            object = CL.clCreateBuffer(
                    context.get(), CL.CL_MEM_READ_WRITE, Math.max(bytes, LEAST_BYTES), null, new int[1]);
        } catch (CLException error) {
            if (DriverErrors.isRefusedAllocation(error)) {
                throw DriverErrors.outOfMemory(device, bytes, free, error);
            }
            throw DriverErrors.failed(device, "allocating " + bytes + " bytes", error);
        }
        Memory memory = new Memory(this, bytes, object);
        memories.add(memory);
        heldBytes += bytes;
        return memory;
    }

    /** Enqueues a fill with zero bytes. */
    public void zero(Memory target) {
        requireOpen();
        transfers.zero(target);
    }

    /** Copies floats to a device; returns when the source may be changed. */
    public void write(Memory target, long byteOffset, float[] source, int from, int length) {
        requireOpen();
        transfers.write(target, byteOffset, source, from, length);
    }

    /** Copies integers to a device; returns when the source may be changed. */
    public void write(Memory target, long byteOffset, int[] source, int from, int length) {
        requireOpen();
        transfers.write(target, byteOffset, source, from, length);
    }

    /** Copies floats from a device, behind everything that is queued. */
    public void read(Memory source, long byteOffset, float[] target, int from, int length) {
        requireOpen();
        transfers.read(source, byteOffset, target, from, length);
    }

    /** Copies integers from a device, behind everything that is queued. */
    public void read(Memory source, long byteOffset, int[] target, int from, int length) {
        requireOpen();
        transfers.read(source, byteOffset, target, from, length);
    }

    /** A kernel of a program, built on first use and kept: the same object for the same source and name. */
    public Kernel kernel(ProgramSource source, String kernelName) {
        requireOpen();
        return programs.kernel(source, kernelName);
    }

    /** Sees to it that what is queued gets started. */
    public void flush() {
        requireOpen();
        try {
            CL.clFlush(queue.get());
        } catch (CLException error) {
            throw failed("starting the queued work", error);
        }
    }

    /** Waits until everything queued is done. */
    public void finish() {
        requireOpen();
        try {
            CL.clFinish(queue.get());
        } catch (CLException error) {
            throw failed("the queued work", error);
        }
    }

    /** How often each kernel was started, by its name. */
    public Map<String, Long> launches() {
        return programs.launches();
    }

    /** Whether {@link #close} has been called. */
    public boolean isClosed() {
        return closed;
    }

    /** Waits for queued work, then releases everything; again does nothing. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        try {
            CL.clFinish(queue.get());
        } catch (CLException error) {
            LOG.log(Level.WARNING, "the last work on " + device.name() + " failed: " + DriverErrors.name(error));
        }
        closed = true;
        programs.close();
        List<Memory> left = new ArrayList<>(memories);
        left.forEach(Memory::close);
        queue.close();
        context.close();
    }

    void requireOpen() {
        if (closed) {
            throw new IllegalStateException("this session on " + device.name() + " has been closed");
        }
    }

    cl_context context() {
        return context.get();
    }

    cl_command_queue queue() {
        return queue.get();
    }

    /** Where a released memory is written off. */
    void forget(Memory memory) {
        if (memories.remove(memory)) {
            heldBytes -= memory.bytes();
        }
    }

    /** The exception for a failed operation; drivers that allocate late run out of memory in any of them. */
    BackendException failed(String what, CLException error) {
        return DriverErrors.isOutOfMemory(error)
                ? DriverErrors.outOfMemory(device, heldBytes, -1, error)
                : DriverErrors.failed(device, what, error);
    }
}
