package dev.unroll.cuda.runtime;

import jcuda.driver.CUcontext;
import jcuda.driver.CUdevice;
import jcuda.driver.JCudaDriver;

/**
 * The device's primary context, which everything in the process shares that uses the device. The driver applies a call to the context that
 * is current in the calling thread, so each entry makes it current. What this class did last on a thread says nothing about that: another
 * library may have put a context of its own there.
 */
final class Context implements AutoCloseable {
    /** What {@link #makeCurrent} does, for messages. */
    static final String ENTERING = "entering its context";

    private final Handle<CUcontext> handle;

    private Context(Handle<CUcontext> handle) {
        this.handle = handle;
    }

    /** Makes sure that it exists until {@link #close}; it is current afterwards. */
    static Context retain(CudaDevice device) {
        CUdevice id = new CUdevice();
        CUcontext context = new CUcontext();
        int code = JCudaDriver.cuDeviceGet(id, device.ordinal());
        if (code == 0) {
            code = JCudaDriver.cuDevicePrimaryCtxRetain(context, id);
        }
        if (code != 0) {
            throw DriverErrors.failed(device, "opening it for this process", code);
        }
        Context retained =
                new Context(new Handle<>(context, "context", released -> JCudaDriver.cuDevicePrimaryCtxRelease(id)));
        code = retained.makeCurrent();
        if (code != 0) {
            retained.close();
            throw DriverErrors.failed(device, ENTERING, code);
        }
        return retained;
    }

    /**
     * For the thread that calls; the driver's code. It is current even when the code tells of work that failed before, so who releases something
     * need not look at it.
     */
    int makeCurrent() {
        return JCudaDriver.cuCtxSetCurrent(handle.get());
    }

    /** The device gives up everything of this process when the last user of the context has closed it. */
    @Override
    public void close() {
        handle.close();
    }
}
