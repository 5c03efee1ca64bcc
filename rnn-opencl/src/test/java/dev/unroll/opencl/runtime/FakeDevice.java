package dev.unroll.opencl.runtime;

import dev.unroll.backend.Device;
import dev.unroll.backend.DeviceKind;
import org.jocl.cl_device_id;
import org.jocl.cl_platform_id;

/** A device without a driver, to choose among; nothing can be opened on it. */
public final class FakeDevice {
    private FakeDevice() {}

    /** With an index of 0. */
    public static OpenClDevice of(int platformIndex, String platform, String name, DeviceKind kind) {
        return of(platformIndex, platform, "1", name, "1", kind);
    }

    static OpenClDevice withVersions(String platform, String platformVersion, String name, String driver) {
        return of(0, platform, platformVersion, name, driver, DeviceKind.GPU);
    }

    private static OpenClDevice of(
            int platformIndex, String platform, String platformVersion, String name, String driver, DeviceKind kind) {
        return new OpenClDevice(
                new Device(0, name, kind, platform + ", OpenCL C 1.2, driver " + driver, 1 << 30),
                new OpenClDevice.Facts(
                        platformIndex,
                        platform,
                        platformVersion,
                        "vendor",
                        driver,
                        1 << 30,
                        1 << 28,
                        1 << 15,
                        256,
                        4,
                        8,
                        true,
                        false),
                new cl_platform_id(),
                new cl_device_id());
    }
}
