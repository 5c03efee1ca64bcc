package dev.unroll.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.backend.BackendUnavailableException;
import dev.unroll.backend.Device;
import dev.unroll.backend.DeviceKind;
import dev.unroll.cuda.runtime.CudaDevice;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Isolated("it sets the properties of this JVM")
class CudaSettingsTest {
    private static final int TURING = 75;
    private static final int HOPPER = 90;
    private static final CudaDevice EMULATOR = device(0, "CUDA emulator (CPU)", true);
    static final CudaDevice TURING_DEVICE = device(1, "NVIDIA T4", TURING, false);
    private static final CudaDevice LARGE = device(2, "NVIDIA H200", false);

    private Properties before;

    static CudaDevice device(int index, String name, boolean emulator) {
        return device(index, name, HOPPER, emulator);
    }

    private static CudaDevice device(int index, String name, int capability, boolean emulator) {
        DeviceKind kind = emulator ? DeviceKind.EMULATOR : DeviceKind.GPU;
        Device device = new Device(index, name, kind, "driver for CUDA 12.6", 1L << 30);
        return new CudaDevice(device, index, capability, 132, 1 << 17, true, true);
    }

    @BeforeEach
    void clear() {
        before = (Properties) System.getProperties().clone();
        System.getProperties().keySet().removeIf(name -> name.toString().startsWith("rnn.cuda."));
    }

    @AfterEach
    void restore() {
        System.setProperties(before);
    }

    private static CudaSettings with(Map<String, String> properties) {
        properties.forEach(System::setProperty);
        return CudaSettings.read();
    }

    @Test
    void isExactAndLeavesTheRestToSizesByDefault() {
        CudaSettings usual = new CudaSettings(null, CudaSettings.Products.FP32, CudaSettings.Recurrence.AUTO);
        assertEquals(usual, CudaSettings.read());
        assertEquals(usual, with(Map.of("rnn.cuda.math", " ", "rnn.cuda.device", "", "rnn.cuda.recurrence", " ")));
    }

    @Test
    void readsWhatIsSet() {
        assertEquals(
                new CudaSettings("h200", CudaSettings.Products.FP32, CudaSettings.Recurrence.GRID),
                with(Map.of("rnn.cuda.device", " h200 ", "rnn.cuda.math", "FP32", "rnn.cuda.recurrence", " grid")));
        assertEquals(
                CudaSettings.Products.TF32,
                with(Map.of("rnn.cuda.math", "tf32")).products());
        assertEquals(
                CudaSettings.Recurrence.BLOCK,
                with(Map.of("rnn.cuda.recurrence", "block")).recurrence());
    }

    @ParameterizedTest
    @CsvSource({
        "rnn.cuda.math, fp16, 'expected fp32, tf32'",
        "rnn.cuda.math, 32, 'expected fp32, tf32'",
        "rnn.cuda.recurrence, sequence, 'expected auto, stepwise, fused, separate, block, cluster, grid'",
    })
    void whatCannotBeUnderstoodIsNamed(String property, String value, String expected) {
        String message =
                String.valueOf(assertThrows(IllegalArgumentException.class, () -> with(Map.of(property, value)))
                        .getMessage());
        assertTrue(message.contains("-D" + property + "=" + value + "; " + expected), message);
    }

    @Test
    void tensorCoresOfAnOlderDeviceAreRefused() {
        CudaSettings asked = with(Map.of("rnn.cuda.math", "tf32"));
        asked.require(LARGE);
        String message =
                String.valueOf(assertThrows(BackendUnavailableException.class, () -> asked.require(TURING_DEVICE))
                        .getMessage());
        assertEquals(
                "-Drnn.cuda.math=tf32 needs compute capability 8.0 or higher, and NVIDIA T4 has 7.5; leave it at fp32, or"
                        + " pick another device by -Drnn.cuda.device",
                message);
        new CudaSettings(null, CudaSettings.Products.FP32, CudaSettings.Recurrence.AUTO).require(TURING_DEVICE);
    }

    @Test
    void aDeviceIsChosenByIndexOrPartOfItsName() {
        List<CudaDevice> all = List.of(EMULATOR, TURING_DEVICE, LARGE);
        assertEquals(Optional.of(TURING_DEVICE), CudaSettings.chosen(null, all));
        assertEquals(Optional.of(LARGE), CudaSettings.chosen("2", all));
        assertEquals(Optional.of(LARGE), CudaSettings.chosen("h200", all));
        assertEquals(Optional.of(EMULATOR), CudaSettings.chosen("emulator", all));
        assertEquals(Optional.empty(), CudaSettings.chosen("3", all));
        assertEquals(Optional.empty(), CudaSettings.chosen("A100", all));
        assertEquals(Optional.empty(), CudaSettings.chosen(null, List.of()));
    }

    @Test
    void theEmulatorIsOnlyEverAskedFor() {
        assertEquals(Optional.empty(), CudaSettings.firstGpu(List.of(EMULATOR)));
        assertEquals(Optional.of(EMULATOR), CudaSettings.chosen(null, List.of(EMULATOR)));
        assertEquals(Optional.of(LARGE), CudaSettings.firstGpu(List.of(EMULATOR, LARGE, TURING_DEVICE)));
    }
}
