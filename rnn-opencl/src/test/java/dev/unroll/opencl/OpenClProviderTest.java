package dev.unroll.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.backend.Availability;
import dev.unroll.backend.BackendStatus;
import dev.unroll.backend.BackendUnavailableException;
import dev.unroll.backend.Backends;
import dev.unroll.backend.Device;
import dev.unroll.backend.DeviceKind;
import dev.unroll.backend.ProbeMode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OpenClProviderTest {
    @ParameterizedTest
    @EnumSource
    void saysWhatIsMissingAndWhatToDo(ProbeMode mode) {
        Availability availability = new OpenClProvider().probe(mode);
        assertFalse(availability.available());
        assertTrue(availability.detail().contains("OpenCL kernels"), availability.detail());
        assertTrue(availability.cure().contains("--backend cpu"), availability.cure());
    }

    @Test
    void isListedWithoutDevicesAndNeverTakenByAuto() {
        List<BackendStatus> listed = Backends.survey("opencl").stream()
                .filter(status -> status.name().equals("opencl"))
                .toList();
        assertEquals(1, listed.size());
        assertEquals(List.of(), listed.get(0).devices());
        assertFalse(listed.get(0).automatic());
    }

    @Test
    void askedForByNameItFailsWithTheReason() {
        var failure = assertThrows(BackendUnavailableException.class, () -> Backends.open("opencl"));
        assertTrue(failure.getMessage().contains("the OpenCL kernels are not part"), failure.getMessage());
    }

    @Test
    void doesNotOpenAnything() {
        Device device = new Device(0, "none", DeviceKind.GPU, "", 0);
        var failure = assertThrows(BackendUnavailableException.class, () -> new OpenClProvider().open(device));
        assertTrue(failure.getMessage().contains("use --backend cpu"), failure.getMessage());
    }
}
