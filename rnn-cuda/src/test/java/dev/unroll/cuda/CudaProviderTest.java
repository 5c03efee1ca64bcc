package dev.unroll.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.unroll.backend.Availability;
import dev.unroll.backend.BackendStatus;
import dev.unroll.backend.BackendUnavailableException;
import dev.unroll.backend.Backends;
import dev.unroll.backend.Device;
import dev.unroll.backend.DeviceKind;
import dev.unroll.backend.ProbeMode;
import dev.unroll.cuda.runtime.Discovery;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CudaProviderTest {
    private static final Device NONE = new Device(0, "none", DeviceKind.GPU, "", 0);

    @Test
    void isFoundAndAskedBeforeTheOthers() {
        List<BackendStatus> listed = Backends.survey("cuda").stream()
                .filter(status -> status.name().equals("cuda"))
                .toList();
        assertEquals(1, listed.size());
        assertEquals(300, new CudaProvider().priority());
        assertEquals(new CudaProvider().devices(), listed.get(0).devices());
    }

    @ParameterizedTest
    @EnumSource
    void withoutADriverItSaysSoAndWhatToDo(ProbeMode mode) {
        withoutDevice();
        CudaProvider provider = new CudaProvider();
        Availability availability = provider.probe(mode);
        assertFalse(availability.available());
        assertTrue(availability.detail().contains("driver"), availability.detail());
        assertFalse(availability.cure().isEmpty());
        assertEquals(List.of(), provider.devices());
        assertEquals(Optional.empty(), provider.automaticDevice());
        assertEquals(Optional.empty(), provider.selectedDevice());
        var failure = assertThrows(BackendUnavailableException.class, () -> Backends.open("cuda"));
        assertTrue(failure.getMessage().contains(availability.detail()), failure.getMessage());
    }

    private static void withoutDevice() {
        assumeTrue(Discovery.find().devices().isEmpty(), "there is a CUDA device here");
    }

    @Test
    void opensNothingThatIsNotThere() {
        var failure = assertThrows(BackendUnavailableException.class, () -> new CudaProvider().open(NONE));
        assertTrue(
                failure.getMessage().contains("there is no CUDA device Device[index=0, name=none"),
                failure.getMessage());
    }

    @Test
    void saysWhatWasPassedOverAndWhatFitsNothing() {
        var device = CudaSettingsTest.device(0, "NVIDIA T4", false);
        var discovery = new Discovery(List.of(device), List.of("NVIDIA K80: too old"), "", "");
        Availability all = availability(discovery, CudaSettings.DEVICE, "");
        assertTrue(all.available());
        assertEquals("0: NVIDIA T4 (driver for CUDA 12.6); passed over: NVIDIA K80: too old", all.detail());
        assertEquals("", all.cure());
        assertEquals(
                "-Drnn.cuda.device=H200 fits none of them: give an index or a part of a name",
                availability(discovery, CudaSettings.DEVICE, "H200").cure());
    }

    @Test
    void saysThatAPropertyWouldBeRefused() {
        var discovery = new Discovery(List.of(CudaSettingsTest.TURING_DEVICE), List.of(), "", "");
        assertEquals(
                "-Drnn.cuda.math=fp16; expected fp32, tf32",
                availability(discovery, CudaSettings.MATH, "fp16").cure());
        assertEquals(
                "-Drnn.cuda.math=tf32 needs compute capability 8.0 or higher, and NVIDIA T4 has 7.5; leave it at fp32, or pick another"
                        + " device by -Drnn.cuda.device",
                availability(discovery, CudaSettings.MATH, "tf32").cure());
    }

    private static Availability availability(Discovery discovery, String property, String value) {
        String before = System.getProperty(property);
        System.setProperty(property, value);
        try {
            return CudaProvider.availability(discovery);
        } finally {
            if (before == null) {
                System.clearProperty(property);
            } else {
                System.setProperty(property, before);
            }
        }
    }
}
