package dev.unroll.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.backend.Availability;
import dev.unroll.backend.Backend;
import dev.unroll.backend.BackendStatus;
import dev.unroll.backend.BackendUnavailableException;
import dev.unroll.backend.Backends;
import dev.unroll.backend.Device;
import dev.unroll.backend.DeviceKind;
import dev.unroll.backend.ProbeMode;
import dev.unroll.opencl.runtime.OpenClDevice;
import dev.unroll.opencl.runtime.Session;
import dev.unroll.opencl.runtime.TestedDevice;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OpenClProviderTest {
    private final OpenClProvider provider = new OpenClProvider();

    @AfterEach
    void clear() {
        System.clearProperty(OpenClSettings.FAMILY);
        System.clearProperty(OpenClSettings.DEVICE);
    }

    /** Whether there is OpenCL or not. */
    @ParameterizedTest
    @EnumSource
    void saysWhatThereIsOrWhatIsMissing(ProbeMode mode) {
        Availability availability = provider.probe(mode);
        assertFalse(availability.detail().isBlank());
        if (!availability.available()) {
            assertFalse(availability.cure().isBlank());
            assertEquals(List.of(), provider.devices());
            assertEquals(Optional.empty(), provider.selectedDevice());
            assertEquals(Optional.empty(), provider.automaticDevice());
        }
        assertEquals(availability, provider.probe(mode), "the second look sees the same");
    }

    @Test
    void listsEveryDeviceUnderItsIndex() {
        OpenClDevice device = TestedDevice.get();
        List<Device> devices = provider.devices();
        assertTrue(devices.contains(device.device()));
        for (int i = 0; i < devices.size(); i++) {
            assertEquals(i, devices.get(i).index());
            String entry = i + ": " + devices.get(i).name();
            assertTrue(provider.probe(ProbeMode.BY_NAME).detail().contains(entry), entry);
        }
    }

    @Test
    void autoTakesAGpuOnly() {
        provider.probe(ProbeMode.BY_NAME);
        Optional<Device> gpu = provider.devices().stream()
                .filter(device -> device.kind() == DeviceKind.GPU)
                .findFirst();
        assertEquals(gpu, provider.automaticDevice());
        BackendStatus status = Backends.survey("opencl").stream()
                .filter(each -> each.name().equals("opencl"))
                .findFirst()
                .orElseThrow();
        assertEquals(gpu.isPresent(), status.automatic());
        assertEquals(provider.devices(), status.devices());
    }

    @Test
    void opensWhatIsSelected() {
        OpenClDevice device = TestedDevice.get();
        long before = Session.liveHandles();
        System.setProperty(
                OpenClSettings.DEVICE, Integer.toString(device.device().index()));
        try (Backend backend = Backends.open("opencl")) {
            assertEquals("opencl", backend.name());
            assertEquals(device.device(), backend.device());
        }
        assertEquals(before, Session.liveHandles());
    }

    @Test
    void whatIsSelectedAndNotThereIsNamed() {
        TestedDevice.get();
        System.setProperty(OpenClSettings.DEVICE, "no such device");
        assertEquals(Optional.empty(), provider.selectedDevice());
        String message = String.valueOf(assertThrows(BackendUnavailableException.class, () -> Backends.open("opencl"))
                .getMessage());
        assertTrue(message.contains("backend opencl has no device like the one selected"), message);
        assertTrue(message.contains("-Drnn.opencl.device=no such device fits none of them"), message);
    }

    /** Probing works all the same, and says what opening will. */
    @Test
    void aPropertyThatCannotBeUnderstoodIsRefusedOnOpening() {
        OpenClDevice device = TestedDevice.get();
        long before = Session.liveHandles();
        System.setProperty(OpenClSettings.FAMILY, "fpga");
        Availability availability = provider.probe(ProbeMode.BY_NAME);
        assertTrue(availability.available());
        var refused = assertThrows(IllegalArgumentException.class, () -> provider.open(device.device()));
        assertTrue(String.valueOf(refused.getMessage()).contains("-Drnn.opencl.family=fpga"), refused.getMessage());
        assertEquals(refused.getMessage(), availability.cure());
        assertEquals(before, Session.liveHandles());
    }

    @Test
    void opensNoDeviceOfOthers() {
        Device foreign = new Device(0, "none", DeviceKind.GPU, "", 0);
        var failure = assertThrows(BackendUnavailableException.class, () -> provider.open(foreign));
        assertTrue(String.valueOf(failure.getMessage()).contains("there is no OpenCL device"), failure.getMessage());
    }
}
