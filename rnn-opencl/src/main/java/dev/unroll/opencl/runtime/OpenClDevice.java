package dev.unroll.opencl.runtime;

import dev.unroll.backend.Device;
import org.jocl.cl_device_id;
import org.jocl.cl_platform_id;

/** One OpenCL device with what the choice of kernels needs to know. */
public final class OpenClDevice {
    private static final String POCL = "Portable Computing Language";

    private final Device device;
    private final Facts facts;
    private final cl_platform_id platform;
    private final cl_device_id id;

    /**
     * What the driver says.
     *
     * @param platformIndex position among the platforms that the loader lists, those without a device included
     * @param platformVersion of the implementation, part of what a built program depends on
     * @param embedded the profile with weaker promises about arithmetic
     */
    record Facts(
            int platformIndex,
            String platformName,
            String platformVersion,
            String vendor,
            String driver,
            long memoryBytes,
            long maxAllocationBytes,
            long localMemoryBytes,
            int maxGroupSize,
            int computeUnits,
            int nativeFloatWidth,
            boolean fusedMultiplyAdd,
            boolean embedded) {}

    OpenClDevice(Device device, Facts facts, cl_platform_id platform, cl_device_id id) {
        this.device = device;
        this.facts = facts;
        this.platform = platform;
        this.id = id;
    }

    /** As the backend interface sees it; its index counts the usable devices of all platforms. */
    public Device device() {
        return device;
    }

    /** As its driver calls it. */
    public String name() {
        return device.name();
    }

    /** The OpenCL implementation it belongs to. */
    public String platformName() {
        return facts.platformName();
    }

    /** Who made it. */
    public String vendor() {
        return facts.vendor();
    }

    /** The version of its driver. */
    public String driver() {
        return facts.driver();
    }

    /** Global memory. */
    public long memoryBytes() {
        return facts.memoryBytes();
    }

    /** The largest buffer it gives. */
    public long maxAllocationBytes() {
        return facts.maxAllocationBytes();
    }

    /** Local memory of one work-group. */
    public long localMemoryBytes() {
        return facts.localMemoryBytes();
    }

    /** The most work-items of one work-group. */
    public int maxGroupSize() {
        return facts.maxGroupSize();
    }

    /** How many work-groups run at once, at least. */
    public int computeUnits() {
        return facts.computeUnits();
    }

    /** Floats in one vector register, at least 1. */
    public int nativeFloatWidth() {
        return facts.nativeFloatWidth();
    }

    /** Whether it multiplies and adds with one rounding. */
    public boolean fusedMultiplyAdd() {
        return facts.fusedMultiplyAdd();
    }

    int platformIndex() {
        return facts.platformIndex();
    }

    String platformVersion() {
        return facts.platformVersion();
    }

    /** Whether its numbers may be less exact than those of a full device. */
    boolean embedded() {
        return facts.embedded();
    }

    /** Whether it runs on PoCL, which installs signal handlers of its own. */
    boolean onPocl() {
        return facts.platformName().contains(POCL);
    }

    cl_platform_id platform() {
        return platform;
    }

    cl_device_id id() {
        return id;
    }

    @Override
    public String toString() {
        return name() + " (" + device.version() + ")";
    }
}
