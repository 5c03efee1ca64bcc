package dev.unroll.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What stands at the place of a new file. */
class AtomicFileTest {
    @TempDir
    private Path folder;

    private static void write(Path path) {
        AtomicFile.replace(
                path, out -> AtomicFile.writeFully(out, ByteBuffer.wrap("new".getBytes(StandardCharsets.UTF_8))));
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void aLinkStaysAndItsFileIsReplaced() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "old");
        Path link = Files.createSymbolicLink(folder.resolve("link"), file);
        write(link);
        assertTrue(Files.isSymbolicLink(link));
        assertEquals("new", Files.readString(file));
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void aDeviceIsRefused() {
        Path device = Path.of("/dev/null");
        var refused = assertThrows(CheckpointException.class, () -> write(device));
        assertTrue(refused.getMessage().contains("no ordinary file"), refused.getMessage());
        assertTrue(!Files.isRegularFile(device));
    }
}
