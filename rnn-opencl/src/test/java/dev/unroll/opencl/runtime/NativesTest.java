package dev.unroll.opencl.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class NativesTest {
    @Test
    void saysInOneLineWhatIsMissing() {
        assertEquals(
                Natives.NO_LIBRARY,
                Natives.reason(new UnsatisfiedLinkError("Could not initialize native OpenCL library. Implementation "
                        + "library could not be loaded")));
        String other = Natives.reason(new UnsatisfiedLinkError(
                "Error while loading native library \"JOCL_2_0_1-linux-riscv64\"\nOperating system name: Linux\n"));
        assertTrue(other.startsWith("JOCL does not load on "), other);
        assertTrue(other.endsWith("native library \"JOCL_2_0_1-linux-riscv64\""), other);
        String wrapped = Natives.reason(new ExceptionInInitializerError(new IllegalStateException("inner")));
        assertTrue(wrapped.endsWith(": inner"), wrapped);
        String bare = Natives.reason(new NoClassDefFoundError());
        assertTrue(bare.startsWith("JOCL does not load on "), bare);
    }
}
