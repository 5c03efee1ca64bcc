package dev.unroll.cuda.runtime;

import dev.unroll.backend.BackendException;
import dev.unroll.backend.DeviceOutOfMemoryException;
import jcuda.driver.JCudaDriver;
import org.jspecify.annotations.Nullable;

/** Turns what the driver answers to one session into exceptions, and remembers the error that its device does not recover from. */
final class Faults {
    private final CudaDevice device;
    private @Nullable Kernel lastLaunched;
    private @Nullable String broken;

    Faults(CudaDevice device) {
        this.device = device;
    }

    /** A kernel that may be at fault for whatever the driver reports from now on. */
    void launched(Kernel kernel) {
        lastLaunched = kernel;
    }

    /** Whether nothing can be done on the device any more. */
    boolean isBroken() {
        return broken != null;
    }

    /** Throws what broke the device, if anything did. */
    void requireSound() {
        if (broken != null) {
            throw new BackendException(device.name() + " cannot be used by this JVM any more: " + broken);
        }
    }

    /** The exception for a failed operation. The driver reports failed work at whatever it is asked next. */
    BackendException failed(String what, int code) {
        String words = DriverErrors.words(device, what, code);
        if (DriverErrors.isLasting(code)) {
            String message = words + ", which may be the fault of work queued before"
                    + (lastLaunched == null ? "" : " (kernel " + lastLaunched.name() + " was started last)")
                    + ". A new JVM can use the device; with CUDA_LAUNCH_BLOCKING=1 in its environment the kernel at fault is named";
            broken = message;
            return new BackendException(message);
        }
        return new BackendException(
                DriverErrors.isOutOfMemory(code) ? words + ", with " + freeBytes() + " bytes free" : words);
    }

    /** The exception for so many bytes that the device does not have. */
    DeviceOutOfMemoryException outOfMemory(long asked) {
        return new DeviceOutOfMemoryException(device.name(), asked, freeBytes());
    }

    private static long freeBytes() {
        long[] free = new long[1];
        return JCudaDriver.cuMemGetInfo(free, new long[1]) == 0 ? free[0] : -1;
    }
}
