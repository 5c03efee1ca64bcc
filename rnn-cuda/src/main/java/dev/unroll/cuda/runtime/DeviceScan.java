package dev.unroll.cuda.runtime;

import dev.unroll.backend.Device;
import dev.unroll.backend.DeviceKind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import jcuda.driver.CUdevice;
import jcuda.driver.CUdevice_attribute;
import jcuda.driver.JCudaDriver;

/** Goes through the devices of the driver once; what cannot be used is passed over and its reason kept. */
final class DeviceScan {
    /** What the kernels are compiled for, ten times the major number and the minor one. */
    static final int LEAST_CAPABILITY = 70;

    private static final String EMULATOR = "CUDA emulator";
    private static final int NAME_BYTES = 256;

    private final String driver;
    private final boolean knowsClusters;
    private final List<CudaDevice> devices = new ArrayList<>();
    private final List<String> passedOver = new ArrayList<>();

    /** A scan of a driver that supports this version of CUDA. */
    DeviceScan(int driverVersion) {
        driver = versionWords(driverVersion);
        knowsClusters = driverVersion >= CLUSTER_DRIVER;
    }

    List<CudaDevice> devices() {
        return devices;
    }

    List<String> passedOver() {
        return passedOver;
    }

    /** A version as the driver gives it, 12060, as one writes it, 12.6. */
    static String versionWords(int version) {
        return version / 1000 + "." + version % 1000 / 10;
    }

    /** Asks for all of them; the driver has been started. */
    void run() {
        int[] count = new int[1];
        check(JCudaDriver.cuDeviceGetCount(count), "counting the devices");
        for (int ordinal = 0; ordinal < count[0]; ordinal++) {
            String name = "device " + ordinal;
            try {
                CUdevice id = new CUdevice();
                check(JCudaDriver.cuDeviceGet(id, ordinal), "taking it");
                name = name(id);
                add(ordinal, name, id);
            } catch (Refused refused) {
                passedOver.add(name + ": " + refused.getMessage());
            }
        }
    }

    private void add(int ordinal, String name, CUdevice id) {
        int major = attribute(id, CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR);
        int minor = attribute(id, CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR);
        int capability = 10 * major + minor;
        if (capability < LEAST_CAPABILITY) {
            passedOver.add(name + ": its compute capability is " + major + "." + minor + ", and "
                    + CudaDevice.words(LEAST_CAPABILITY) + " is needed");
            return;
        }
        if (attribute(id, CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_MODE) == PROHIBITED) {
            passedOver.add(name + ": its compute mode is \"prohibited\"; nvidia-smi -c 0 changes that");
            return;
        }
        long[] memory = new long[1];
        check(JCudaDriver.cuDeviceTotalMem(memory, id), "asking for its memory");
        Device device = new Device(
                devices.size(),
                name,
                name.startsWith(EMULATOR) ? DeviceKind.EMULATOR : DeviceKind.GPU,
                "compute capability " + major + "." + minor + ", driver for CUDA " + driver,
                memory[0]);
        devices.add(new CudaDevice(
                device,
                ordinal,
                capability,
                Math.max(1, attribute(id, CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT)),
                Math.max(
                        attribute(id, CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_BLOCK),
                        attribute(id, CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_BLOCK_OPTIN)),
                attribute(id, CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COOPERATIVE_LAUNCH) != 0,
                knowsClusters && attribute(id, CLUSTER_LAUNCH) != 0));
    }

    private static final int PROHIBITED = 2;
    /** The driver's number of the question whether a device has clusters. */
    private static final int CLUSTER_LAUNCH = 120;
    /** The first driver that reads the PTX of kernels for clusters, of version 8.1. */
    private static final int CLUSTER_DRIVER = 12010;

    private static String name(CUdevice id) {
        byte[] bytes = new byte[NAME_BYTES];
        check(JCudaDriver.cuDeviceGetName(bytes, bytes.length, id), "asking for its name");
        int end = 0;
        while (end < bytes.length && bytes[end] != 0) {
            end++;
        }
        return new String(bytes, 0, end, StandardCharsets.UTF_8).strip();
    }

    private static int attribute(CUdevice id, int which) {
        int[] value = new int[1];
        check(JCudaDriver.cuDeviceGetAttribute(value, which, id), "asking what it can do (" + which + ")");
        return value[0];
    }

    private static void check(int code, String what) {
        if (code != 0) {
            throw new Refused(what + " failed with " + DriverErrors.name(code));
        }
    }

    /** The driver would not answer a question. */
    static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1;

        Refused(String message) {
            super(message);
        }
    }
}
