package dev.unroll.cuda.runtime;

import java.util.List;
import jcuda.CudaException;
import jcuda.driver.CUresult;
import jcuda.driver.JCudaDriver;
import org.jspecify.annotations.Nullable;

/**
 * What CUDA there is. Looking for it is done once per process; it starts the driver, but puts nothing on a device.
 *
 * @param devices those that can be used, in the order of their index
 * @param passedOver devices that cannot, each with its reason
 * @param problem why there is no device, empty when there is one
 * @param cure what to do about the problem
 */
public record Discovery(List<CudaDevice> devices, List<String> passedOver, String problem, String cure) {
    /** The first version with all functions that are called here: an older driver lacks some, and calling one ends the JVM. */
    static final int LEAST_VERSION = 11040;

    private static final String INSTALL =
            "install NVIDIA's driver, or start the container with its devices (--gpus all)";
    private static final String LOOK = "look whether nvidia-smi lists a device; CUDA_VISIBLE_DEVICES can hide it";

    private static @Nullable Discovery known;

    /** Looks, or says again what an earlier look found. Never throws. */
    public static synchronized Discovery find() {
        Discovery result = known;
        if (result == null) {
            result = look();
            known = result;
        }
        return result;
    }

    private static Discovery look() {
        String failure = Natives.failure().orElse("");
        if (!failure.isEmpty()) {
            boolean isDriver = failure.equals(Natives.NO_LIBRARY) || failure.startsWith(Natives.BROKEN_LIBRARY);
            return nothing(failure, isDriver ? INSTALL : "the CUDA backend runs on Linux with x86-64 only");
        }
        try {
            return ask();
        } catch (DeviceScan.Refused | CudaException refused) {
            return nothing(String.valueOf(refused.getMessage()), LOOK);
        } catch (RuntimeException | LinkageError broken) {
            return nothing("asking the CUDA driver failed with " + broken, LOOK);
        }
    }

    private static Discovery ask() {
        int[] version = new int[1];
        int code = JCudaDriver.cuDriverGetVersion(version);
        if (code != 0) {
            return notStarted(code);
        }
        if (version[0] < LEAST_VERSION) {
            return nothing(
                    "the CUDA driver is too old: it supports CUDA " + DeviceScan.versionWords(version[0]) + ", and "
                            + DeviceScan.versionWords(LEAST_VERSION) + " is needed",
                    "install a newer driver of NVIDIA's, 470 or later");
        }
        code = JCudaDriver.cuInit(0);
        if (code != 0) {
            return notStarted(code);
        }
        DeviceScan scan = new DeviceScan(version[0]);
        scan.run();
        if (scan.devices().isEmpty()) {
            return scan.passedOver().isEmpty()
                    ? notStarted(CUresult.CUDA_ERROR_NO_DEVICE)
                    : new Discovery(
                            List.of(),
                            List.copyOf(scan.passedOver()),
                            "there is no CUDA device that can be used: " + String.join("; ", scan.passedOver()),
                            LOOK);
        }
        return new Discovery(List.copyOf(scan.devices()), List.copyOf(scan.passedOver()), "", "");
    }

    /** In words where the code has a usual cause. */
    private static Discovery notStarted(int code) {
        String name = DriverErrors.name(code);
        return switch (code) {
            case CUresult.CUDA_ERROR_NO_DEVICE ->
                nothing("there is a CUDA driver, but it finds no device: " + name, LOOK);
            case CUresult.CUDA_ERROR_STUB_LIBRARY ->
                nothing(
                        "the libcuda.so.1 that was found is a stub for linking: " + name,
                        "take the toolkit's folder of stubs out of LD_LIBRARY_PATH");
            case CUresult.CUDA_ERROR_SYSTEM_DRIVER_MISMATCH ->
                nothing(
                        "libcuda.so.1 and the loaded kernel module are of different drivers: " + name,
                        "restart the machine after an update of the driver");
            default -> nothing("the CUDA driver does not start: " + name, LOOK);
        };
    }

    private static Discovery nothing(String problem, String cure) {
        return new Discovery(List.of(), List.of(), problem, cure);
    }
}
