package dev.unroll.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class LoadedBlasTest {
    private static final String MAPPED = "7f00-7f01 r-xp 00000000 fe:00 12 ";
    private static final String CACHE =
            MAPPED + "/c/mkl-2025.3-1.5.13-linux-x86_64-redist.jar/org/bytedeco/mkl/linux-x86_64/";

    @Test
    void mklIsKnownByItsArchiveAndItsThreads() {
        LoadedBlas blas = LoadedBlas.of(
                List.of(CACHE + "libmkl_core.so.2", CACHE + "libopenblas.so.0", CACHE + "libmkl_gnu_thread.so.2"));
        assertEquals("MKL 2025.3 on GNU OpenMP", blas.toString());
        assertEquals(true, blas.isMklOnGnuThreads());
    }

    @Test
    void otherThreadsAreSeen() {
        LoadedBlas blas = LoadedBlas.of(List.of(CACHE + "libmkl_core.so.2", CACHE + "libmkl_intel_thread.so.2"));
        assertEquals("MKL 2025.3 on other threads than GNU OpenMP's", blas.toString());
        assertEquals(false, blas.isMklOnGnuThreads());
    }

    @Test
    void mklOfTheMachineIsNamedByItsPath() {
        LoadedBlas blas = LoadedBlas.of(
                List.of(MAPPED + "/opt/intel/lib/libmkl_core.so.2", MAPPED + "/opt/intel/lib/libmkl_gnu_thread.so.2"));
        assertEquals("MKL from /opt/intel/lib/libmkl_core.so.2 on GNU OpenMP", blas.toString());
    }

    @Test
    void instructionsAreSeen() {
        assertEquals(true, LoadedBlas.of(List.of(CACHE + "libmkl_avx512.so.2")).computesWithAvx512());
        assertEquals(false, LoadedBlas.of(List.of(CACHE + "libmkl_avx2.so.2")).computesWithAvx512());
    }

    @Test
    void openBlasIsNotTakenForMkl() {
        LoadedBlas blas =
                LoadedBlas.of(List.of(MAPPED + "/c/openblas.jar/libopenblas.so.0", "7f00-7f01 rw-p 0 00:00 0"));
        assertEquals("OpenBLAS", blas.toString());
        assertEquals(false, blas.isMklOnGnuThreads());
    }
}
