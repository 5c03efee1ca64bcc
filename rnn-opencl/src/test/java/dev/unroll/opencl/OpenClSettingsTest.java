package dev.unroll.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.opencl.runtime.DeviceChoice;
import dev.unroll.opencl.runtime.ProgramCache;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpenClSettingsTest {
    private Properties before;

    @BeforeEach
    void clear() {
        before = (Properties) System.getProperties().clone();
        System.getProperties().keySet().removeIf(name -> name.toString().startsWith("rnn.opencl."));
    }

    @AfterEach
    void restore() {
        System.setProperties(before);
    }

    private static OpenClSettings with(Map<String, String> properties) {
        properties.forEach(System::setProperty);
        return OpenClSettings.read();
    }

    @Test
    void leavesEverythingToTheDeviceByDefault() {
        OpenClSettings settings = OpenClSettings.read();
        assertEquals(OpenClSettings.Family.AUTO, settings.family());
        assertEquals(OpenClSettings.Recurrence.AUTO, settings.recurrence());
        assertEquals(new DeviceChoice(null, null), settings.choice());
        assertEquals("", OpenClSettings.words(settings.choice()));
        OpenClSettings blank =
                with(Map.of("rnn.opencl.family", " ", "rnn.opencl.platform", "", "rnn.opencl.device", " "));
        assertEquals(settings.family(), blank.family());
        assertEquals(settings.choice(), blank.choice());
    }

    @Test
    void readsWhatIsSet() {
        OpenClSettings settings = with(Map.of(
                "rnn.opencl.family", "GPU",
                "rnn.opencl.recurrence", " stepwise ",
                "rnn.opencl.platform", " portable ",
                "rnn.opencl.device", "0",
                "rnn.opencl.cache", "/somewhere"));
        assertEquals(OpenClSettings.Family.GPU, settings.family());
        assertEquals(OpenClSettings.Recurrence.STEPWISE, settings.recurrence());
        assertEquals(new DeviceChoice("portable", "0"), settings.choice());
        assertEquals("-Drnn.opencl.platform=portable -Drnn.opencl.device=0", OpenClSettings.words(settings.choice()));
        assertEquals(Optional.of(Path.of("/somewhere")), settings.cache().folder());
        assertEquals(
                Optional.empty(),
                with(Map.of(ProgramCache.PROPERTY, "off")).cache().folder());
    }

    @ParameterizedTest
    @CsvSource({
        "rnn.opencl.family, fpga, 'expected auto, cpu, gpu'",
        "rnn.opencl.family, 1, 'expected auto, cpu, gpu'",
        "rnn.opencl.recurrence, fused, 'expected auto, sequence, stepwise'",
    })
    void whatCannotBeUnderstoodIsNamed(String property, String value, String expected) {
        String message =
                String.valueOf(assertThrows(IllegalArgumentException.class, () -> with(Map.of(property, value)))
                        .getMessage());
        assertTrue(message.contains("-D" + property + "=" + value + "; " + expected), message);
    }
}
