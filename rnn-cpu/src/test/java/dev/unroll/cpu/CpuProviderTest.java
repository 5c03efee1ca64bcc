package dev.unroll.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.backend.Availability;
import dev.unroll.backend.Backend;
import dev.unroll.backend.Backends;
import dev.unroll.backend.CellType;
import dev.unroll.backend.Device;
import dev.unroll.backend.DeviceKind;
import dev.unroll.backend.ProbeMode;
import dev.unroll.backend.RecurrentSpec;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CpuProviderTest {
    private static final RecurrentSpec SPEC = RecurrentSpec.forward(CellType.TANH, 1, 1, 1, 1);

    @AfterEach
    void clear() {
        System.clearProperty(CpuSettings.THREADS);
        System.clearProperty(CpuSettings.VECTOR);
    }

    @Test
    void isFoundAndOpenedByName() {
        try (Backend backend = Backends.open("cpu")) {
            assertEquals("cpu", backend.name());
            assertEquals(DeviceKind.CPU, backend.device().kind());
            assertTrue(
                    backend.implementationName(SPEC).startsWith("cpu rows, vector "), backend.implementationName(SPEC));
        }
    }

    @Test
    void probeSaysWhatRuns() {
        Availability availability = new CpuProvider().probe(ProbeMode.PASSIVE);
        assertTrue(availability.available());
        assertTrue(availability.detail().startsWith("Vector API, "), availability.detail());
        assertEquals("", availability.cure());
        Device device = new CpuProvider().devices().get(0);
        assertEquals(availability.detail(), device.version());
        assertFalse(device.name().isBlank());
    }

    @Test
    void propertyForcesTheScalarKernels() {
        System.setProperty(CpuSettings.VECTOR, "false");
        assertEquals("scalar", new CpuProvider().probe(ProbeMode.PASSIVE).detail());
        try (Backend backend = Backends.open("cpu")) {
            assertEquals("cpu rows, scalar", backend.implementationName(SPEC));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "two", "1.5", "5000"})
    void badThreadCountIsNamed(String value) {
        System.setProperty(CpuSettings.THREADS, value);
        assertTrue(new CpuProvider().probe(ProbeMode.PASSIVE).available());
        assertNamed("-Drnn.cpu.threads=" + value);
    }

    @Test
    void badVectorChoiceIsNamed() {
        System.setProperty(CpuSettings.VECTOR, "maybe");
        assertTrue(new CpuProvider().probe(ProbeMode.PASSIVE).available());
        assertNamed("-Drnn.cpu.vector=maybe");
    }

    private static void assertNamed(String property) {
        CpuProvider provider = new CpuProvider();
        Device device = provider.devices().get(0);
        IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, () -> provider.open(device));
        assertTrue(String.valueOf(refused.getMessage()).contains(property), refused.getMessage());
    }

    @Test
    void worksWithoutTheVectorModule() throws Exception {
        Process process = new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/java",
                        "-cp",
                        System.getProperty("java.class.path"),
                        WithoutVectorModule.class.getName())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), output);
        assertEquals(0, process.exitValue(), output);
        assertEquals(1, output.split("WARN", -1).length - 1, output);
        assertTrue(output.contains("--add-modules jdk.incubator.vector"), output);
        assertTrue(output.contains("scalar; start the JVM with --add-modules jdk.incubator.vector"), output);
        assertTrue(output.contains("cpu rows, scalar"), output);
    }

    /** Run in a JVM that has not been given the module. */
    static final class WithoutVectorModule {
        private WithoutVectorModule() {}

        public static void main(String[] arguments) {
            Availability availability = new CpuProvider().probe(ProbeMode.PASSIVE);
            System.out.println(availability.detail() + "; " + availability.cure());
            for (int i = 0; i < 2; i++) {
                try (Backend backend = Backends.open("cpu")) {
                    System.out.println(backend.implementationName(SPEC));
                }
            }
        }
    }
}
