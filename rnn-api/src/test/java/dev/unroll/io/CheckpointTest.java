package dev.unroll.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointTest {
    private static final Map<String, String> METADATA =
            Map.of("unroll.step", "17", "unroll.vocabulary", "[\"[PAD]\",\"\\n\",\"ä\",\"\u0001\"]");
    private static final List<Tensor> TENSORS = List.of(
            Tensor.of("linear.weight", new float[] {1, Float.NaN, -0f, 4}, 2, 2),
            Tensor.of("empty", new float[0], 0, 3),
            Tensor.of("linear.bias", new float[] {Float.MIN_VALUE, 7}, 2));

    @TempDir
    Path folder;

    @Test
    void whatIsWrittenIsReadAndVerified() {
        Path path = written();

        Checkpoint read = Checkpoint.read(path);

        assertTrue(read.verified());
        assertEquals(TENSORS, read.tensors());
        assertEquals("17", read.metadata().get("unroll.step"));
        assertEquals("1", read.metadata().get("unroll.version"));
        assertEquals(64, String.valueOf(read.metadata().get("unroll.sha256")).length());
    }

    /** The value comes from a few lines of Python's hashlib and struct that follow the definition in the Javadoc. */
    @Test
    void theHashIsTheOneDefined() {
        Checkpoint checkpoint = Checkpoint.of(
                Map.of("b", "ä", "unroll.spec", "{}"), List.of(Tensor.of("w", new float[] {1, -2}, 1, 2)));

        assertEquals(
                "2763ff07180c7ef7e9cf972627bbd7bde592691ce46a93e09317f5c5bc2d0070",
                checkpoint.metadata().get("unroll.sha256"));
    }

    @Test
    void aFileCutAnywhereIsRefused() throws IOException {
        byte[] whole = Files.readAllBytes(written());
        for (int length = 0; length < whole.length; length++) {
            Path cut = RawSafetensors.write(folder.resolve("cut"), Arrays.copyOf(whole, length));
            int bytes = length;
            assertThrows(CheckpointException.class, () -> Checkpoint.read(cut), () -> "cut to " + bytes + " bytes");
        }
    }

    @Test
    void anySingleFlippedBitIsRefused() throws IOException {
        byte[] bytes = Files.readAllBytes(written());
        for (int bit = 0; bit < 8 * bytes.length; bit++) {
            bytes[bit / 8] ^= (byte) (1 << bit % 8);
            Path flipped = RawSafetensors.write(folder.resolve("flipped"), bytes);
            String where = "bit " + bit % 8 + " of byte " + bit / 8;
            assertThrows(CheckpointException.class, () -> Checkpoint.read(flipped), where);
            bytes[bit / 8] ^= (byte) (1 << bit % 8);
        }
    }

    @Test
    void aFileWithBytesBehindItIsRefused() throws IOException {
        byte[] whole = Files.readAllBytes(written());
        Path longer = RawSafetensors.write(folder.resolve("longer"), Arrays.copyOf(whole, whole.length + 1));

        assertRefused(longer, "1 bytes follow tensor 'linear.bias'");
    }

    @Test
    void aFlippedWeightIsNamedAsDamage() throws IOException {
        byte[] bytes = Files.readAllBytes(written());
        bytes[bytes.length - 1] ^= 1;

        assertRefused(RawSafetensors.write(folder.resolve("f"), bytes), "its content has SHA-256", "use another copy");
    }

    @Test
    void anotherVersionIsRefused() {
        assertRefused(withMetadata("\"unroll.version\":\"2\""), "unroll.version is '2', this program reads '1'");
        assertRefused(withMetadata("\"unroll.step\":\"2\""), "has no unroll.version");
        assertRefused(withMetadata("\"unroll.version\":\"1\""), "unroll.sha256 says null");
    }

    @Test
    void theSameContentInAnotherSpellingIsRefused() throws IOException {
        Path path = folder.resolve("plain");
        Checkpoint.of(Map.of(), List.of()).write(path);
        String text = new String(Files.readAllBytes(path), StandardCharsets.ISO_8859_1)
                .substring(8)
                .strip();
        String spelled = text.replace("unroll.version", "unroll\\u002eversion");
        RawSafetensors.write(path, spelled, 0);

        assertRefused(path, "the header is not written as Unroll writes it");
    }

    /** As PyTorch's users write it; byte by byte, without the code under test. */
    @Test
    void aFileWithoutOurHashIsReadWithOneWarning() {
        String header = "{\"linear.bias\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}";
        byte[] json = header.getBytes(StandardCharsets.US_ASCII);
        byte[] data = {0, 0, (byte) 0x80, 0x3f, 0, 0, 0x20, (byte) 0xc0};
        byte[] file = new byte[8 + json.length + data.length];
        file[0] = (byte) json.length;
        System.arraycopy(json, 0, file, 8, json.length);
        System.arraycopy(data, 0, file, 8 + json.length, data.length);
        Path path = RawSafetensors.write(folder.resolve("pytorch"), file);
        RecordingLogger logger = new RecordingLogger();

        Checkpoint read = Checkpoint.read(path, logger);

        assertFalse(read.verified());
        assertEquals(List.of(Tensor.of("linear.bias", new float[] {1, -2.5f}, 2)), read.tensors());
        assertEquals(
                List.of("WARNING " + path + ": has no unroll.sha256, so damage to it cannot be noticed; "
                        + "it was not written by Unroll"),
                logger.lines);
    }

    @Test
    void aVerifiedFileIsReadWithoutAWarning() {
        RecordingLogger logger = new RecordingLogger();

        Checkpoint.read(written(), logger);

        assertEquals(List.of(), logger.lines);
    }

    @Test
    void versionAndHashCannotBeGiven() {
        assertThrows(IllegalArgumentException.class, () -> Checkpoint.of(Map.of("unroll.sha256", "0"), List.of()));
    }

    private Path written() {
        Path path = folder.resolve("model.safetensors");
        Checkpoint.of(METADATA, TENSORS).write(path);
        return path;
    }

    private Path withMetadata(String entries) {
        return RawSafetensors.write(folder.resolve("metadata"), "{\"__metadata__\":{" + entries + "}}", 0);
    }

    private static void assertRefused(Path path, String... parts) {
        String message = assertThrows(CheckpointException.class, () -> Checkpoint.read(path))
                .getMessage();
        for (String part : parts) {
            assertTrue(message.contains(part), () -> "'" + message + "' lacks '" + part + "'");
        }
    }
}
