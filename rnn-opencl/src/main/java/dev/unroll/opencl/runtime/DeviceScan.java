package dev.unroll.opencl.runtime;

import dev.unroll.backend.Device;
import dev.unroll.backend.DeviceKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jocl.CL;
import org.jocl.CLException;
import org.jocl.cl_device_id;
import org.jocl.cl_platform_id;

/** Goes through all platforms and their devices once; what cannot be used is passed over and its reason kept. */
final class DeviceScan {
    /** Not the binding's constant, which is 64 ones and refused by some platforms. */
    private static final long ALL_TYPES = 0xFFFFFFFFL;

    private static final long NEEDED_ARITHMETIC = CL.CL_FP_INF_NAN | CL.CL_FP_ROUND_TO_NEAREST;
    /** The name of the platform that interprets kernels to find their faults. */
    private static final String EMULATOR = "Oclgrind";

    private static final Pattern VERSION = Pattern.compile("OpenCL (\\d+)\\.(\\d+).*");

    private final List<OpenClDevice> devices = new ArrayList<>();
    private final List<String> passedOver = new ArrayList<>();
    private int platforms;

    List<OpenClDevice> devices() {
        return devices;
    }

    List<String> passedOver() {
        return passedOver;
    }

    /** How many platforms there are, with devices or without. */
    int platforms() {
        return platforms;
    }

    /** Asks the loader; no platform at all is no failure. */
    @SuppressWarnings("NullAway") // The binding takes null for "only the number".
    void run() {
        int[] count = new int[1];
        try {
            CL.clGetPlatformIDs(0, null, count);
        } catch (CLException error) {
            if (error.getStatus() == CL.CL_PLATFORM_NOT_FOUND_KHR) {
                return;
            }
            throw error;
        }
        platforms = count[0];
        if (platforms == 0) {
            return;
        }
        cl_platform_id[] found = new cl_platform_id[platforms];
        CL.clGetPlatformIDs(platforms, found, null);
        for (int i = 0; i < platforms; i++) {
            scan(i, found[i]);
        }
    }

    private void scan(int index, cl_platform_id platform) {
        String name = "platform " + index;
        try {
            name = DeviceQuery.text(platform, CL.CL_PLATFORM_NAME);
            String version = DeviceQuery.text(platform, CL.CL_PLATFORM_VERSION);
            for (cl_device_id id : ids(platform)) {
                add(index, name, version, platform, id);
            }
        } catch (CLException error) {
            passedOver.add(
                    error.getStatus() == CL.CL_DEVICE_NOT_FOUND
                            ? name + ": it has no device (CL_DEVICE_NOT_FOUND)"
                            : name + ": looking for its devices failed with " + DriverErrors.name(error));
        } catch (RuntimeException broken) {
            passedOver.add(name + ": looking for its devices failed with " + broken);
        }
    }

    @SuppressWarnings("NullAway") // The binding takes null for "only the number".
    private static cl_device_id[] ids(cl_platform_id platform) {
        int[] count = new int[1];
        CL.clGetDeviceIDs(platform, ALL_TYPES, 0, null, count);
        cl_device_id[] ids = new cl_device_id[count[0]];
        if (ids.length > 0) {
            CL.clGetDeviceIDs(platform, ALL_TYPES, ids.length, ids, null);
        }
        return ids;
    }

    private void add(
            int platformIndex, String platformName, String platformVersion, cl_platform_id platform, cl_device_id id) {
        String name = "a device";
        try {
            name = DeviceQuery.text(id, CL.CL_DEVICE_NAME);
            Optional<String> lacking = lacking(id);
            if (lacking.isPresent()) {
                passedOver.add(name + " (" + platformName + "): " + lacking.get());
                return;
            }
            OpenClDevice.Facts facts = facts(platformIndex, platformName, platformVersion, id);
            Device device = new Device(
                    devices.size(),
                    name,
                    kind(platformName, DeviceQuery.number(id, CL.CL_DEVICE_TYPE)),
                    platformName + ", " + DeviceQuery.text(id, CL.CL_DEVICE_OPENCL_C_VERSION) + ", driver "
                            + facts.driver(),
                    facts.memoryBytes());
            devices.add(new OpenClDevice(device, facts, platform, id));
        } catch (CLException error) {
            passedOver.add(
                    name + " (" + platformName + "): asking what it can do failed with " + DriverErrors.name(error));
        }
    }

    /** What neither family of kernels can do without; a group of one work-item and no local memory are enough. */
    private static Optional<String> lacking(cl_device_id id) {
        if (!DeviceQuery.flag(id, CL.CL_DEVICE_AVAILABLE)) {
            return Optional.of("its driver says that it is not available");
        }
        if (!DeviceQuery.flag(id, CL.CL_DEVICE_COMPILER_AVAILABLE)) {
            return Optional.of("it has no compiler");
        }
        if (!DeviceQuery.flag(id, CL.CL_DEVICE_ENDIAN_LITTLE)) {
            return Optional.of("it is big-endian");
        }
        String version = DeviceQuery.text(id, CL.CL_DEVICE_VERSION);
        if (!isAtLeast12(version)) {
            return Optional.of("it is " + version + ", and 1.2 is needed");
        }
        if ((DeviceQuery.number(id, CL.CL_DEVICE_SINGLE_FP_CONFIG) & NEEDED_ARITHMETIC) != NEEDED_ARITHMETIC) {
            return Optional.of("its arithmetic lacks NaN, infinity or rounding to the nearest");
        }
        return Optional.empty();
    }

    static boolean isAtLeast12(String version) {
        Matcher matcher = VERSION.matcher(version);
        if (!matcher.matches()) {
            return false;
        }
        int major = Integer.parseInt(matcher.group(1));
        return major > 1 || (major == 1 && Integer.parseInt(matcher.group(2)) >= 2);
    }

    private static OpenClDevice.Facts facts(
            int platformIndex, String platformName, String platformVersion, cl_device_id id) {
        return new OpenClDevice.Facts(
                platformIndex,
                platformName,
                platformVersion,
                DeviceQuery.text(id, CL.CL_DEVICE_VENDOR),
                DeviceQuery.text(id, CL.CL_DRIVER_VERSION),
                DeviceQuery.number(id, CL.CL_DEVICE_GLOBAL_MEM_SIZE),
                DeviceQuery.number(id, CL.CL_DEVICE_MAX_MEM_ALLOC_SIZE),
                DeviceQuery.number(id, CL.CL_DEVICE_LOCAL_MEM_SIZE),
                Math.max(1, DeviceQuery.count(id, CL.CL_DEVICE_MAX_WORK_GROUP_SIZE)),
                Math.max(1, DeviceQuery.count(id, CL.CL_DEVICE_MAX_COMPUTE_UNITS)),
                Math.max(1, DeviceQuery.count(id, CL.CL_DEVICE_NATIVE_VECTOR_WIDTH_FLOAT)),
                (DeviceQuery.number(id, CL.CL_DEVICE_SINGLE_FP_CONFIG) & CL.CL_FP_FMA) != 0,
                DeviceQuery.text(id, CL.CL_DEVICE_PROFILE).equals("EMBEDDED_PROFILE"));
    }

    private static DeviceKind kind(String platformName, long type) {
        // It says of itself that it is a CPU, a GPU and an accelerator.
        if (platformName.equals(EMULATOR)) {
            return DeviceKind.EMULATOR;
        }
        if ((type & CL.CL_DEVICE_TYPE_GPU) != 0) {
            return DeviceKind.GPU;
        }
        return (type & CL.CL_DEVICE_TYPE_CPU) != 0 ? DeviceKind.CPU : DeviceKind.ACCELERATOR;
    }
}
