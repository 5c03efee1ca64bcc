package dev.unroll.opencl.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.backend.Availability;
import dev.unroll.backend.Backend;
import dev.unroll.backend.BackendUnavailableException;
import dev.unroll.backend.Backends;
import dev.unroll.backend.Device;
import dev.unroll.backend.DeviceBuffer;
import dev.unroll.backend.ElementType;
import dev.unroll.backend.ProbeMode;
import dev.unroll.opencl.OpenClProvider;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Machines without OpenCL, or with half of it: each gives a clear reason and a program that works. */
class EnvironmentTest {
    @TempDir
    private Path folder;

    /** Looks twice, asks for OpenCL by name, then does without. */
    static final class Look {
        private Look() {}

        public static void main(String[] arguments) {
            OpenClProvider provider = new OpenClProvider();
            Availability found = provider.probe(ProbeMode.BY_NAME);
            System.out.println("found: " + found.detail() + "; " + found.cure());
            System.out.println("again: " + found.equals(provider.probe(ProbeMode.BY_NAME)));
            System.out.println("devices: " + provider.devices().size());
            System.out.println("automatic: " + provider.automaticDevice().isPresent());
            System.out.println(
                    "selected: " + provider.selectedDevice().map(Device::name).orElse("none"));
            if (provider.selectedDevice().isEmpty()) {
                try {
                    Backends.open("opencl").close();
                } catch (BackendUnavailableException refused) {
                    System.out.println("refused: "
                            + String.valueOf(refused.getMessage()).lines().toList());
                }
            }
            try (Backend backend = Backends.open("reference")) {
                DeviceBuffer buffer = backend.allocate(ElementType.REAL, 1);
                backend.fill(buffer.view(), 3);
                double[] value = new double[1];
                backend.download(buffer, 0, value, 0, 1);
                System.out.println("works: " + (value[0] == 3));
            }
        }
    }

    private static void assertSays(String output, String... words) {
        for (String word : words) {
            assertTrue(output.contains(word), output);
        }
        assertTrue(output.contains("again: true"), output);
        assertTrue(output.contains("works: true"), output);
    }

    private static void assertNothing(String output, String... words) {
        assertSays(output, words);
        assertSays(output, "devices: 0", "automatic: false", "selected: none", "backend opencl is not available: ");
    }

    @Test
    void withoutTheLibrary() throws Exception {
        Path cache = Path.of("/etc/ld.so.cache");
        if (Files.isReadable(cache)
                && new String(Files.readAllBytes(cache), StandardCharsets.ISO_8859_1).contains("libOpenCL.so")) {
            TestedDevice.skip("this machine has an OpenCL library that cannot be hidden");
        }
        String output = new ChildJvm(Look.class).without("LD_LIBRARY_PATH").run();
        assertNothing(
                output, "found: there is no OpenCL library (libOpenCL)", "pocl-opencl-icd and ocl-icd-libopencl1");
        assertFalse(output.contains("Could not load"), output);
    }

    @Test
    void withALoaderAndNoImplementation() throws Exception {
        TestedDevice.get();
        String output = new ChildJvm(Look.class)
                .without("OCL_ICD_FILENAMES")
                .with("OCL_ICD_VENDORS", folder.toString())
                .run();
        assertNothing(output, "found: there is no OpenCL platform", "pocl-opencl-icd", "OCL_ICD_VENDORS");
    }

    @Test
    void withAnImplementationAndNoDevice() throws Exception {
        TestedDevice.onPocl();
        String output = new ChildJvm(Look.class).with("POCL_DEVICES", "").run();
        assertSays(output, "Portable Computing Language: it has no device (CL_DEVICE_NOT_FOUND)");
        if (Discovery.byName().devices().stream().allMatch(OpenClDevice::onPocl)) {
            assertNothing(output, "found: there is no OpenCL device that can be used", "POCL_DEVICES");
        }
    }

    @Test
    void withACacheThatTheImplementationCannotWrite() throws Exception {
        TestedDevice.onPocl();
        Path file = Files.writeString(folder.resolve("file"), "in the way");
        String output = new ChildJvm(Look.class)
                .with("POCL_CACHE_DIR", file.resolve("cache").toString())
                .run();
        assertSays(output, "Portable Computing Language: it has no device", "POCL_CACHE_DIR");
    }

    @Test
    void withADeviceSelectedThatIsNotThere() throws Exception {
        String name = TestedDevice.get().name();
        String output = new ChildJvm(Look.class)
                .property("rnn.opencl.device", "no such thing")
                .run();
        assertSays(
                output,
                "found: 0: ",
                name,
                "-Drnn.opencl.device=no such thing fits none of them",
                "selected: none",
                "refused: [backend opencl has no device like the one selected");
    }

    /** PoCL gives several devices where it is asked for them. */
    @Test
    void withSeveralDevices() throws Exception {
        TestedDevice.onPocl();
        String output = new ChildJvm(Look.class)
                .with("POCL_DEVICES", "pthread basic")
                .property("rnn.opencl.platform", "portable")
                .property("rnn.opencl.device", "BASIC")
                .run();
        assertSays(output, "found: 0: ", "; 1: ", "devices: 2", "selected: basic");
        output = new ChildJvm(Look.class)
                .with("POCL_DEVICES", "pthread basic")
                .property("rnn.opencl.device", "2")
                .run();
        assertSays(output, "devices: 2", "selected: none", "-Drnn.opencl.device=2 fits none of them");
    }

    /** Two programs, one warning. */
    static final class TwoPrograms {
        private TwoPrograms() {}

        public static void main(String[] arguments) {
            Optional<OpenClDevice> device =
                    new DeviceChoice(null, null).among(Discovery.byName().devices());
            try (Session session = Session.open(device.orElseThrow())) {
                for (int i = 0; i < 2; i++) {
                    System.out.println("computed: " + OneKernel.compute(session, i));
                }
            }
        }
    }

    @Test
    void withACacheOfOursThatCannotBeWritten() throws Exception {
        TestedDevice.get();
        Path file = Files.writeString(folder.resolve("file"), "in the way");
        Path cache = file.resolve("cache");
        String output = new ChildJvm(TwoPrograms.class)
                .property(ProgramCache.PROPERTY, cache.toString())
                .run();
        assertTrue(output.contains("computed: 0") && output.contains("computed: 1"), output);
        assertEquals(1, count(output, "built OpenCL programs cannot be kept in " + cache), output);
        assertTrue(output.contains("-D" + ProgramCache.PROPERTY), output);
    }

    @Test
    void withACacheOfOursThatIsCorrupt() throws Exception {
        TestedDevice.get();
        ChildJvm child = new ChildJvm(TwoPrograms.class).property(ProgramCache.PROPERTY, folder.toString());
        child.run();
        List<Path> entries = entries();
        assertEquals(2, entries.size());
        for (Path entry : entries) {
            byte[] bytes = Files.readAllBytes(entry);
            bytes[bytes.length / 2] ^= 1;
            Files.write(entry, bytes);
        }
        String output = child.run();
        assertTrue(output.contains("computed: 0") && output.contains("computed: 1"), output);
        assertEquals(1, count(output, "is damaged; it is built anew and replaced"), output);
        assertEquals(entries, entries());
        assertEquals(0, count(child.run(), "is damaged"));
    }

    private List<Path> entries() throws IOException {
        try (var files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    static int count(String text, String part) {
        return text.split(java.util.regex.Pattern.quote(part), -1).length - 1;
    }
}
