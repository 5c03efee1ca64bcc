package dev.unroll.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextFileTest {
    private static String refusal(byte... bytes) {
        return String.valueOf(assertThrows(IllegalArgumentException.class, () -> TextFile.decode(bytes, "f.txt"))
                .getMessage());
    }

    @Test
    void readsTextWithoutMarkAndWithOneKindOfLineEnd(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("t.txt"), "\ufeffZeile\r\nä\r");
        assertEquals("Zeile\nä\n", TextFile.read(file));
    }

    @Test
    void refusesBytesThatAreNoText() {
        assertEquals(
                "f.txt: not text: byte 0x00 at offset 2 of 4; expected UTF-8",
                refusal((byte) 'a', (byte) 'b', (byte) 0, (byte) 'c'));
        assertEquals("f.txt: not text: byte 0xff at offset 1 of 2; expected UTF-8", refusal((byte) 'a', (byte) 0xFF));
        assertEquals(
                "f.txt: not text: byte 0xe2 at offset 1 of 3; expected UTF-8",
                refusal((byte) 'a', (byte) 0xE2, (byte) 0x82));
        assertEquals(
                "f.txt: not text: byte 0xe4 at offset 1 of 3; expected UTF-8",
                refusal("aäb".getBytes(StandardCharsets.ISO_8859_1)));
    }

    @Test
    void refusesTextThatIsEmpty() {
        assertEquals("f.txt: empty (0 bytes); expected text", refusal());
        assertEquals("f.txt: empty (3 bytes); expected text", refusal((byte) ' ', (byte) '\r', (byte) '\n'));
    }

    @Test
    void namesTheFileThatCannotBeRead(@TempDir Path folder) {
        Path none = folder.resolve("none.txt");
        assertEquals(
                "cannot read " + none + ": there is no such file",
                assertThrows(IOException.class, () -> TextFile.read(none)).getMessage());
        assertEquals(
                "cannot read " + folder + ": it is a folder; name a text file",
                assertThrows(IOException.class, () -> TextFile.read(folder)).getMessage());
    }
}
