package dev.unroll.opencl.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.backend.DeviceKind;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeviceChoiceTest {
    /** Platform 1 has no device. */
    private static final List<OpenClDevice> DEVICES = List.of(
            FakeDevice.of(0, "Portable Computing Language", "cpu-haswell", DeviceKind.CPU),
            FakeDevice.of(2, "Vendor A", "Accelerator 7", DeviceKind.ACCELERATOR),
            FakeDevice.of(2, "Vendor A", "GPU 1000", DeviceKind.GPU),
            FakeDevice.of(3, "Vendor B", "GPU 2000", DeviceKind.GPU));

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "-, -, GPU 1000",
                "portable, -, cpu-haswell",
                "0, -, cpu-haswell",
                "vendor, -, GPU 1000",
                "3, -, GPU 2000",
                "1, -, -",
                "4, -, -",
                "nobody, -, -",
                "-, 0, cpu-haswell",
                "-, 3, GPU 2000",
                "-, 4, -",
                "-, HASWELL, cpu-haswell",
                "-, gpu, GPU 1000",
                "-, gpu 2, GPU 2000",
                "-, -1, -",
                "-, 99999999999, -",
                "2, 0, Accelerator 7",
                "vendor a, 1, GPU 1000",
                "vendor b, 0, GPU 2000",
                "vendor b, 1, -",
                "vendor b, 1000, -",
                "vendor b, gpu 1, -",
            })
    void takesTheDeviceThatFits(String platform, String device, String expected) {
        assertEquals(
                Optional.ofNullable(expected),
                new DeviceChoice(platform, device).among(DEVICES).map(OpenClDevice::name));
    }

    @Test
    void withoutAGpuTheFirstOfAllIsTaken() {
        List<OpenClDevice> without = DEVICES.subList(0, 2);
        assertEquals(Optional.of(DEVICES.get(0)), new DeviceChoice(null, null).among(without));
        assertEquals(Optional.empty(), DeviceChoice.firstGpu(without));
        assertEquals(Optional.empty(), new DeviceChoice(null, null).among(List.of()));
        assertEquals(Optional.of(DEVICES.get(2)), DeviceChoice.firstGpu(DEVICES));
    }

    @Test
    void versionsAreCompared() {
        for (String enough : List.of("OpenCL 1.2 pocl", "OpenCL 1.2", "OpenCL 2.0 x", "OpenCL 3.0", "OpenCL 10.0 x")) {
            assertTrue(DeviceScan.isAtLeast12(enough), enough);
        }
        for (String tooOld : List.of("OpenCL 1.1 x", "OpenCL 1.0", "OpenCL 0.9", "", "1.2")) {
            assertFalse(DeviceScan.isAtLeast12(tooOld), tooOld);
        }
    }
}
