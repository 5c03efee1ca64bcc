package dev.unroll.cuda.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativesTest {
    @Test
    void saysInOneLineWhatIsMissing() {
        assertEquals(
                Natives.NO_LIBRARY,
                Natives.reason(new UnsatisfiedLinkError(
                        "Error while loading native library \"JCudaDriver-12.6.0-linux-x86_64\"\nStack trace:\n"
                                + "libcuda.so.1: cannot open shared object file: No such file or directory")));
        assertEquals(
                Natives.BROKEN_LIBRARY + "libcuda.so.1: file too short",
                Natives.reason(new UnsatisfiedLinkError(
                        "Error while loading native library \"JCudaDriver-12.6.0-linux-x86_64\"\n"
                                + "libcuda.so.1: file too short")));
        String other = Natives.reason(
                new UnsatisfiedLinkError(
                        "Error while loading native library \"JCudaDriver-12.6.0-linux-riscv64\"\nOperating system name: Linux\n"));
        assertTrue(other.startsWith("JCuda does not load on "), other);
        assertTrue(other.endsWith("native library \"JCudaDriver-12.6.0-linux-riscv64\""), other);
        String wrapped = Natives.reason(new ExceptionInInitializerError(new IllegalStateException("inner")));
        assertTrue(wrapped.endsWith(": inner"), wrapped);
        String bare = Natives.reason(new NoClassDefFoundError());
        assertTrue(bare.startsWith("JCuda does not load on "), bare);
    }

    /** What lies ready in the folder that all share is not loaded, whoever put it there, and nothing is left in it. */
    @Test
    void theSharedFolderIsNeitherTrustedNorFilled(@TempDir Path folder) throws Exception {
        String library = "libJCudaDriver-12.6.0-linux-x86_64.so";
        Files.writeString(folder.resolve(library), "planted");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-Djava.io.tmpdir=" + folder,
                        "-cp",
                        System.getProperty("java.class.path"),
                        DiscoveryRun.class.getName())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), output);
        assertEquals(!Discovery.find().devices().isEmpty(), output.startsWith("available: "), output);
        assertTrue(output.contains(Discovery.find().problem()), output);
        try (var files = Files.list(folder)) {
            assertEquals(List.of(folder.resolve(library)), files.toList());
        }
    }

    @Test
    void lookingNeverThrows() {
        Discovery found = Discovery.find();
        assertEquals(found.devices().isEmpty(), !found.problem().isEmpty());
        assertEquals(found.devices().isEmpty(), !found.cure().isEmpty());
        assertEquals(found, Discovery.find());
    }
}
