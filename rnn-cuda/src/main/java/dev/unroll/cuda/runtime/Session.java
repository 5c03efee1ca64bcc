package dev.unroll.cuda.runtime;

import dev.unroll.backend.BackendException;
import dev.unroll.backend.DeviceOutOfMemoryException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import jcuda.driver.CUstream;
import jcuda.driver.CUstream_flags;
import jcuda.driver.JCudaDriver;

/**
 * One stream of one device; everything made here is released by {@link #close}. Used by one thread at a time, whichever. Errors of the driver
 * are {@link BackendException}s that name operation, device and code; after one that the device does not recover from, every call says so.
 * Use after close is an {@link IllegalStateException}.
 */
public final class Session implements AutoCloseable {
    private static final Logger LOG = System.getLogger("dev.unroll.cuda");
    /** What an empty memory is made of: the driver has none of no bytes, and the null pointer means that there is no operand. */
    private static final long LEAST_BYTES = 16;

    private final CudaDevice device;
    private final Context context;
    private final Faults faults;
    private final Handle<CUstream> stream;
    private final Modules modules = new Modules(this);
    private final Transfers transfers = new Transfers(this);
    private final Recorder recorder = new Recorder(this);
    private final Set<Memory> memories = new HashSet<>();
    private final Set<Recording> recordings = new HashSet<>();
    private boolean idle = true;
    private boolean closed;

    private Session(CudaDevice device, Context context, Handle<CUstream> stream) {
        this.device = device;
        this.context = context;
        this.faults = new Faults(device);
        this.stream = stream;
    }

    /** Opens a device. */
    public static Session open(CudaDevice device) {
        Context context = Context.retain(device);
        try {
            return new Session(device, context, createStream(device));
        } catch (RuntimeException failure) {
            context.close();
            throw failure;
        }
    }

    private static Handle<CUstream> createStream(CudaDevice device) {
        CUstream created = new CUstream();
        int code = JCudaDriver.cuStreamCreate(created, CUstream_flags.CU_STREAM_NON_BLOCKING);
        if (code != 0) {
            throw DriverErrors.failed(device, "making a stream", code);
        }
        return new Handle<>(created, "stream", JCudaDriver::cuStreamDestroy);
    }

    /** How many handles of the driver's are unreleased in this process, of all sessions. */
    public static long liveHandles() {
        return Handle.live();
    }

    /** The device. */
    public CudaDevice device() {
        return device;
    }

    /**
     * Memory filled with zero. The session stays usable when there is not enough.
     *
     * @throws DeviceOutOfMemoryException with asked and free bytes
     */
    public Memory allocate(long bytes) {
        enter();
        if (bytes < 0) {
            throw new IllegalArgumentException("bytes = " + bytes + "; expected 0 or more");
        }
        Memory.Place place = new Memory.Place();
        long asked = Math.max(bytes, LEAST_BYTES);
        int code = JCudaDriver.cuMemAlloc(place, asked);
        if (DriverErrors.isOutOfMemory(code)) {
            throw faults.outOfMemory(asked);
        }
        check(code, "allocating " + bytes + " bytes");
        Memory memory = new Memory(this, bytes, place);
        memories.add(memory);
        try {
            if (isRecording()) {
                zeroNow(memory);
            } else {
                zero(memory);
            }
        } catch (RuntimeException failure) {
            memory.close();
            throw failure;
        }
        return memory;
    }

    /** Queues a fill with zero bytes. */
    public void zero(Memory target) {
        enter();
        fill(target, stream.get());
        idle = false;
    }

    /** A fill that is no part of the recording that is being made. */
    private void zeroNow(Memory target) {
        try (Handle<CUstream> aside = createStream(device)) {
            fill(target, aside.get());
            check(JCudaDriver.cuStreamSynchronize(aside.get()), "filling memory with zero");
        }
    }

    private void fill(Memory target, CUstream queue) {
        long bytes = target.bytes();
        if (bytes > 0) {
            int code = bytes % Integer.BYTES == 0
                    ? JCudaDriver.cuMemsetD32Async(target.of(this, 0), 0, bytes / Integer.BYTES, queue)
                    : JCudaDriver.cuMemsetD8Async(target.of(this, 0), (byte) 0, bytes, queue);
            if (code != 0) {
                throw failed("filling " + bytes + " bytes with zero", code);
            }
        }
    }

    /** Copies floats to a device, behind everything that is queued; returns when the source may be changed. */
    public void write(Memory target, long byteOffset, float[] source, int from, int length) {
        enter();
        idle = false;
        transfers.write(target, byteOffset, source, from, length);
    }

    /** Copies integers to a device, behind everything that is queued; returns when the source may be changed. */
    public void write(Memory target, long byteOffset, int[] source, int from, int length) {
        enter();
        idle = false;
        transfers.write(target, byteOffset, source, from, length);
    }

    /** Copies floats from a device, behind everything that is queued. */
    public void read(Memory source, long byteOffset, float[] target, int from, int length) {
        enter();
        transfers.read(source, byteOffset, target, from, length);
    }

    /** Copies integers from a device, behind everything that is queued. */
    public void read(Memory source, long byteOffset, int[] target, int from, int length) {
        enter();
        transfers.read(source, byteOffset, target, from, length);
    }

    /** A kernel of a module, compiled for the device on first use and kept: the same object for the same names. */
    public Kernel kernel(String module, String name) {
        enter();
        return modules.kernel(module, name);
    }

    /** Waits until everything queued is done; errors of it are thrown here. */
    public void finish() {
        enter();
        if (isRecording()) {
            throw new IllegalStateException("work that is recorded cannot wait");
        }
        check(JCudaDriver.cuStreamSynchronize(stream.get()), "the queued work");
        idle = true;
    }

    /**
     * Keeps what the work launches, without running it. The work may neither transfer nor wait. When it throws, so does this, and nothing has
     * changed.
     */
    public Recording record(Runnable work) {
        enter();
        if (isRecording()) {
            throw new IllegalStateException("a recording is being made already");
        }
        Recording recording = recorder.record(work);
        recordings.add(recording);
        return recording;
    }

    /** Queues everything that was recorded. */
    public void replay(Recording recording) {
        enter();
        if (isRecording()) {
            throw new IllegalStateException("a replay cannot be part of a recording");
        }
        check(JCudaDriver.cuGraphLaunch(recording.of(this), stream.get()), "a replay");
        idle = false;
        recording.countReplay();
    }

    /** Whether launches are being kept instead of run. */
    public boolean isRecording() {
        return recorder.isRecording();
    }

    /** How often each kernel was started, in replays too, by its name. */
    public Map<String, Long> launches() {
        return modules.launches();
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
        if (isRecording()) {
            throw new IllegalStateException("a session cannot be closed by work that it records");
        }
        context.makeCurrent();
        settle();
        closed = true;
        new ArrayList<>(recordings).forEach(Recording::close);
        List.copyOf(memories).forEach(Memory::free);
        memories.clear();
        transfers.close();
        modules.close();
        stream.close();
        context.close();
    }

    /** Waits before something is released; what went wrong is said now, and to whoever calls next. */
    private void settle() {
        if (!idle && !faults.isBroken()) {
            int code = JCudaDriver.cuStreamSynchronize(stream.get());
            idle = true;
            if (code != 0) {
                LOG.log(Level.WARNING, failed("the last work", code).getMessage());
            }
        }
    }

    /** To be called by everything that asks the driver: the session can be used, and by this thread. */
    void enter() {
        if (closed) {
            throw new IllegalStateException("this session on " + device.name() + " has been closed");
        }
        faults.requireSound();
        check(context.makeCurrent(), Context.ENTERING);
    }

    CUstream stream() {
        return stream.get();
    }

    void launched(Kernel kernel) {
        idle = false;
        faults.launched(kernel);
        if (!recorder.counted(kernel)) {
            kernel.count(1);
        }
    }

    /** Where closed memory ends. */
    void release(Memory memory) {
        if (isRecording()) {
            recorder.postpone(memory);
        } else if (memories.remove(memory)) {
            context.makeCurrent();
            settle();
            memory.free();
        }
    }

    /** Where a closed recording ends; the driver lets it run to its end. */
    void release(Recording recording) {
        if (recordings.remove(recording)) {
            context.makeCurrent();
            recording.free();
        }
    }

    void check(int code, String what) {
        if (code != 0) {
            throw failed(what, code);
        }
    }

    /** See {@link Faults#failed}. */
    BackendException failed(String what, int code) {
        return faults.failed(what, code);
    }
}
