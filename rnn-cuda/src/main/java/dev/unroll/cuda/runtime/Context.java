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
    private final CudaDevice device;
    private final Handle<CUcontext> handle;

    private Context(CudaDevice device, Handle<CUcontext> handle) {
        this.device = device;
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
        Context retained = new Context(
                device, new Handle<>(context, "context", released -> JCudaDriver.cuDevicePrimaryCtxRelease(id)));
        try {
            retained.makeCurrent();
        } catch (RuntimeException failure) {
            retained.close();
            throw failure;
        }
        return retained;
    }

    /** For the thread that calls. */
    void makeCurrent() {
        int code = JCudaDriver.cuCtxSetCurrent(handle.get());
        if (code != 0) {
            throw DriverErrors.failed(device, "entering its context", code);
        }
    }

    /** The device gives up everything of this process when the last user of the context has closed it. */
    @Override
    public void close() {
        handle.close();
    }
}
