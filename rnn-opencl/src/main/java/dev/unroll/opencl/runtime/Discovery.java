package dev.unroll.opencl.runtime;

import java.util.List;
import java.util.Optional;
import org.jocl.CLException;
import org.jspecify.annotations.Nullable;

/**
 * What OpenCL there is. Looking for it is done once per process, and not at all where it could harm the JVM and nobody asked by name.
 *
 * @param devices those that can be used, in the order of their index
 * @param passedOver platforms and devices that cannot, each with its reason
 * @param problem why there is no device, empty when there is one
 * @param cure what to do about the problem
 */
public record Discovery(List<OpenClDevice> devices, List<String> passedOver, String problem, String cure) {
    private static final String INSTALL =
            "install an OpenCL runtime, e.g. Debian's pocl-opencl-icd and ocl-icd-libopencl1";

    private static @Nullable Discovery known;

    /** Looks, or says again what an earlier look found. For users who asked for OpenCL by name; never throws. */
    public static synchronized Discovery byName() {
        Discovery result = known;
        if (result == null) {
            result = look();
            known = result;
        }
        return result;
    }

    /** What is known already, or can be found without harm; empty otherwise, and then nothing has been touched. Never throws. */
    public static synchronized Optional<Discovery> passive() {
        if (known == null && !HostSignals.chained()) {
            return Optional.empty();
        }
        return Optional.of(byName());
    }

    private static Discovery look() {
        Optional<String> failure = Natives.failure();
        if (failure.isPresent()) {
            boolean missing = failure.get().equals(Natives.NO_LIBRARY);
            return nothing(
                    List.of(), failure.get(), missing ? INSTALL : "use a platform that JOCL 2.0 has natives for");
        }
        DeviceScan scan = new DeviceScan();
        try {
            scan.run();
        } catch (CLException error) {
            return nothing(List.of(), "listing the OpenCL platforms failed with " + DriverErrors.name(error), INSTALL);
        } catch (RuntimeException | LinkageError broken) {
            return nothing(List.of(), "listing the OpenCL platforms failed with " + broken, INSTALL);
        }
        if (scan.platforms() == 0) {
            return nothing(
                    List.of(),
                    "there is no OpenCL platform: the loader (libOpenCL) is installed, but no vendor's runtime beside it",
                    "install one, e.g. Debian's pocl-opencl-icd, or correct OCL_ICD_VENDORS where it is set");
        }
        if (scan.devices().isEmpty()) {
            return nothing(
                    scan.passedOver(),
                    "there is no OpenCL device that can be used: " + String.join("; ", scan.passedOver()),
                    "install the device's driver, or correct what hides it: POCL_DEVICES, RUSTICL_ENABLE, "
                            + "a POCL_CACHE_DIR that cannot be written");
        }
        return new Discovery(List.copyOf(scan.devices()), List.copyOf(scan.passedOver()), "", "");
    }

    private static Discovery nothing(List<String> passedOver, String problem, String cure) {
        return new Discovery(List.of(), List.copyOf(passedOver), problem, cure);
    }

    /** Whether a platform was looked at that replaces the JVM's signal handlers. */
    public boolean disturbsSignals() {
        return !HostSignals.chained() && devices.stream().anyMatch(OpenClDevice::onPocl);
    }
}
