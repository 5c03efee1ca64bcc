package dev.unroll.cuda.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NativesTest {
    @Test
    void saysInOneLineWhatIsMissing() {
        assertEquals(
                Natives.NO_LIBRARY,
                Natives.reason(new UnsatisfiedLinkError(
                        "Error while loading native library \"JCudaDriver-12.6.0-linux-x86_64\"\nStack trace:\n"
                                + "libcuda.so.1: cannot open shared object file: No such file or directory")));
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

    /** Nothing is left behind in the folder that all share, and it is that folder again afterwards. */
    @Test
    void theSharedFolderIsLeftAsItWas() throws Exception {
        String folder = System.getProperty("java.io.tmpdir");
        Optional<String> failure = Natives.failure();
        assertEquals(failure, Natives.failure());
        assertEquals(folder, System.getProperty("java.io.tmpdir"));
        try (var files = Files.list(Path.of(folder))) {
            assertTrue(files.noneMatch(file -> file.getFileName().toString().startsWith("libJCuda")));
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
