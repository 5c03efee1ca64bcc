package dev.unroll.opencl.runtime;

import dev.unroll.backend.BackendException;
import dev.unroll.backend.DeviceOutOfMemoryException;
import org.jocl.CL;
import org.jocl.CLException;

/** Turns what a driver says into the exceptions of the backend interface. */
final class DriverErrors {
    private DriverErrors() {}

    /** The driver's own name for what went wrong, and its number. */
    static String name(CLException error) {
        return CL.stringFor_errorCode(error.getStatus()) + " (" + error.getStatus() + ")";
    }

    /** What failed, where, and why. */
    static BackendException failed(OpenClDevice device, String what, CLException error) {
        return new BackendException(what + " on " + device.name() + " failed: " + name(error), error);
    }

    /** Whether memory ran out; drivers that allocate late say so at the first use. */
    static boolean isOutOfMemory(CLException error) {
        return error.getStatus() == CL.CL_MEM_OBJECT_ALLOCATION_FAILURE
                || error.getStatus() == CL.CL_OUT_OF_HOST_MEMORY;
    }

    /** Whether an allocation was refused for its size or for want of memory. */
    static boolean isRefusedAllocation(CLException error) {
        return isOutOfMemory(error)
                || error.getStatus() == CL.CL_OUT_OF_RESOURCES
                || error.getStatus() == CL.CL_INVALID_BUFFER_SIZE;
    }

    static DeviceOutOfMemoryException outOfMemory(OpenClDevice device, long asked, long free, CLException error) {
        DeviceOutOfMemoryException exception = new DeviceOutOfMemoryException(device.name(), asked, free);
        exception.initCause(error);
        return exception;
    }
}
