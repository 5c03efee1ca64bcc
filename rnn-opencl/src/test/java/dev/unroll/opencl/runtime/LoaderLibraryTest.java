package dev.unroll.opencl.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoaderLibraryTest {
    @TempDir
    private Path folder;

    private boolean isThere(String given, Path usual) {
        return LoaderLibrary.isThere(given, List.of(usual.toString()), folder.resolve("ld.so.cache"));
    }

    @Test
    void isFoundWhereTheLinkerLooks() throws IOException {
        Path empty = Files.createDirectory(folder.resolve("empty"));
        Path full = Files.createDirectory(folder.resolve("full"));
        Files.createFile(full.resolve("libOpenCL.so.1"));
        assertEquals(false, isThere(null, empty));
        assertEquals(false, isThere(empty + ":/no/such/folder", empty));
        assertEquals(true, isThere(empty + ":" + full, empty));
        assertEquals(true, isThere(null, full));
        Files.writeString(folder.resolve("ld.so.cache"), "libm.so.6\0libOpenCL.so.1\0/opt/lib/libOpenCL.so.1\0");
        assertEquals(true, isThere(null, empty));
    }
}
