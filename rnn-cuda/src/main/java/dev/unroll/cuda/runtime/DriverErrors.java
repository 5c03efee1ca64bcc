package dev.unroll.cuda.runtime;

import dev.unroll.backend.BackendException;
import java.util.Set;
import jcuda.driver.CUresult;

/** Turns what the driver says into the exceptions of the backend interface. */
final class DriverErrors {
    /** Codes after which the driver answers every further call of this process on the device with the same code, or with worse. */
    private static final Set<Integer> LASTING = Set.of(
            CUresult.CUDA_ERROR_DEINITIALIZED,
            CUresult.CUDA_ERROR_INVALID_CONTEXT,
            CUresult.CUDA_ERROR_ECC_UNCORRECTABLE,
            CUresult.CUDA_ERROR_NVLINK_UNCORRECTABLE,
            CUresult.CUDA_ERROR_ILLEGAL_ADDRESS,
            CUresult.CUDA_ERROR_LAUNCH_TIMEOUT,
            CUresult.CUDA_ERROR_CONTEXT_IS_DESTROYED,
            CUresult.CUDA_ERROR_ASSERT,
            CUresult.CUDA_ERROR_HARDWARE_STACK_ERROR,
            CUresult.CUDA_ERROR_ILLEGAL_INSTRUCTION,
            CUresult.CUDA_ERROR_MISALIGNED_ADDRESS,
            CUresult.CUDA_ERROR_INVALID_ADDRESS_SPACE,
            CUresult.CUDA_ERROR_INVALID_PC,
            CUresult.CUDA_ERROR_LAUNCH_FAILED,
            CUresult.CUDA_ERROR_UNKNOWN);

    private DriverErrors() {}

    /** The driver's own name for what went wrong, and its number. */
    static String name(int code) {
        return CUresult.stringFor(code) + " (" + code + ")";
    }

    /** Whether nothing can be done on the device any more by this process. */
    static boolean isLasting(int code) {
        return LASTING.contains(code);
    }

    static boolean isOutOfMemory(int code) {
        return code == CUresult.CUDA_ERROR_OUT_OF_MEMORY;
    }

    /** What failed, where, and why. */
    static String words(CudaDevice device, String what, int code) {
        return what + " on " + device.name() + " failed: " + name(code);
    }

    /** The exception for it where nothing is known of what happened before. */
    static BackendException failed(CudaDevice device, String what, int code) {
        return new BackendException(words(device, what, code)
                + (isLasting(code) ? ", which an error before has left behind. A new JVM can use the device" : ""));
    }
}
