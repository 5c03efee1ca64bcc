package dev.unroll.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsFileTest {
    private static final int SIGNALLING_NAN = 0x7fa1_2345;
    private static final long DOUBLE_NAN = 0xfff0_dead_beef_0001L;

    @TempDir
    Path folder;

    @Test
    void everyTypeShapeAndBitPatternSurvivesARoundTrip() {
        float[] floats = {1.5f, -0f, Float.intBitsToFloat(SIGNALLING_NAN), Float.MIN_VALUE, Float.NEGATIVE_INFINITY, 3};
        double[] doubles = {Math.PI, Double.longBitsToDouble(DOUBLE_NAN)};
        List<Tensor> tensors = List.of(
                Tensor.of("matrix", floats, 2, 3),
                Tensor.of("empty", new float[0], 4, 0, 7),
                Tensor.of("doubles", doubles, 2),
                Tensor.of("scalar", new long[] {Long.MIN_VALUE}),
                Tensor.of("ints", new int[] {Integer.MIN_VALUE, -1}, 1, 2, 1),
                Tensor.of("none", new double[0], 0));
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("z", "ä \"quoted\" \n \u0001 \uD83D\uDE00");
        metadata.put("", "");
        Path path = folder.resolve("all.safetensors");

        new SafetensorsFile(metadata, tensors).write(path);
        SafetensorsFile read = SafetensorsFile.read(path);

        assertEquals(tensors, read.tensors());
        assertEquals(
                List.copyOf(metadata.entrySet()), List.copyOf(read.metadata().entrySet()));
        Tensor matrix = read.tensors().get(0);
        assertEquals(SIGNALLING_NAN, Float.floatToRawIntBits(matrix.floats()[2]));
        assertEquals(
                DOUBLE_NAN, Double.doubleToRawLongBits(read.tensors().get(2).doubles()[1]));
        assertEquals(-1, read.tensors().get(4).ints()[1]);
        assertEquals(Long.MIN_VALUE, read.tensors().get(3).longs()[0]);
        assertEquals(1.5, matrix.doubles()[0]);
        assertNull(read.tensor("absent"));
    }

    @Test
    void aFileWithNothingInItIsValid() {
        Path path = folder.resolve("nothing.safetensors");

        new SafetensorsFile(Map.of(), List.of()).write(path);

        assertEquals(List.of(), SafetensorsFile.read(path).tensors());
        assertEquals(Map.of(), SafetensorsFile.read(path).metadata());
    }

    /** As the reference implementation writes it: entries out of order, format named in the metadata, spaces behind. */
    @Test
    void aFileOfTheReferenceImplementationIsRead() {
        String header = "{\"b\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,16]},"
                + "\"__metadata__\":{\"format\":\"pt\"},"
                + "\"a\":{\"dtype\":\"I64\",\"shape\":[],\"data_offsets\":[0,8]}}   ";
        byte[] data = ByteBuffer.allocate(16)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(-7)
                .putFloat(0.5f)
                .putFloat(-2)
                .array();
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        Path path = RawSafetensors.write(folder.resolve("pt.safetensors"), json.length, json, data);

        SafetensorsFile read = SafetensorsFile.read(path);

        assertEquals(
                List.of(Tensor.of("a", new long[] {-7}), Tensor.of("b", new float[] {0.5f, -2}, 2)), read.tensors());
        assertEquals(Map.of("format", "pt"), read.metadata());
    }

    @Test
    void theBytesAreThoseOfTheFormat() throws IOException {
        Path path = folder.resolve("bytes.safetensors");

        new SafetensorsFile(Map.of("k", "v"), List.of(Tensor.of("t", new int[] {258}, 1))).write(path);

        String header =
                "{\"__metadata__\":{\"k\":\"v\"}," + "\"t\":{\"dtype\":\"I32\",\"shape\":[1],\"data_offsets\":[0,4]}}";
        String padded = header + " ".repeat((8 - header.length() % 8) % 8);
        byte[] expected = ByteBuffer.allocate(8 + padded.length() + 4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(padded.length())
                .put(padded.getBytes(StandardCharsets.US_ASCII))
                .putInt(258)
                .array();
        assertArrayEquals(expected, Files.readAllBytes(path));
    }

    @Test
    void wrongTensorsAreRefused() {
        assertMessage(() -> Tensor.of("t", new float[3], 2, 2), "tensor 't': shape [2, 2] of F32", "3 values");
        assertMessage(() -> Tensor.of("t", new float[0], -1, 0), "shape [-1, 0]");
        assertMessage(() -> Tensor.of("t", new float[0], Long.MAX_VALUE, Long.MAX_VALUE), "does not hold");
        assertMessage(() -> Tensor.of("", new float[1]), "tensor name is ''");
        assertMessage(() -> Tensor.of("\uD83D", new float[1]), "valid Unicode");
        assertMessage(() -> Tensor.of("__metadata__", new float[1]), "not __metadata__");
        assertMessage(() -> Tensor.of("t", new float[1]).ints(), "tensor 't' is F32 and cannot be read as int[]");
        assertMessage(() -> Tensor.of("t", new int[1]).doubles(), "tensor 't' is I32 and cannot be read as double[]");
        Tensor twice = Tensor.of("t", new float[1]);
        assertMessage(() -> new SafetensorsFile(Map.of(), List.of(twice, twice)), "two tensors are named 't'");
        assertMessage(() -> new SafetensorsFile(Map.of("k", "\uDE00"), List.of()), "metadata 'k'", "surrogate");
    }

    @Test
    void aReplacedFileIsWholeAndNothingIsLeftBeside() throws IOException {
        Path path = folder.resolve("model.safetensors");
        new SafetensorsFile(Map.of(), List.of(Tensor.of("old", new float[100], 100))).write(path);

        new SafetensorsFile(Map.of(), List.of(Tensor.of("new", new float[] {1}, 1))).write(path);

        assertEquals("new", SafetensorsFile.read(path).tensors().get(0).name());
        assertOnlyFile(path);
    }

    @Test
    void aFullDiskLeavesTheOldFileAndNothingBeside() throws IOException {
        Path path = RawSafetensors.write(folder.resolve("model.safetensors"), new byte[] {1, 2, 3});

        CheckpointException failure = assertThrows(
                CheckpointException.class,
                () -> AtomicFile.replace(path, out -> {
                    AtomicFile.writeFully(out, ByteBuffer.allocate(10));
                    throw new IOException("No space left on device");
                }));

        assertTrue(
                failure.getMessage()
                        .equals(path
                                + ": cannot be written: No space left on device; what was there before is unchanged"),
                failure.getMessage());
        assertArrayEquals(new byte[] {1, 2, 3}, Files.readAllBytes(path));
        assertOnlyFile(path);
    }

    @Test
    void aFailureOfTheProgramLeavesTheOldFileAndNothingBeside() throws IOException {
        Path path = RawSafetensors.write(folder.resolve("model.safetensors"), new byte[] {1, 2, 3});

        assertThrows(
                IllegalStateException.class,
                () -> AtomicFile.replace(path, out -> {
                    throw new IllegalStateException();
                }));

        assertArrayEquals(new byte[] {1, 2, 3}, Files.readAllBytes(path));
        assertOnlyFile(path);
    }

    @Test
    void aPlaceThatCannotBeWrittenIsRefusedWithTheReason() throws IOException {
        SafetensorsFile file = new SafetensorsFile(Map.of(), List.of());
        Path occupied = RawSafetensors.write(folder.resolve("file"), new byte[1]);

        assertRefused(() -> file.write(folder.resolve("absent/model")), "absent/model", "its folder does not exist");
        assertRefused(
                () -> file.write(occupied.resolve("model")), "file/model", "cannot be written", "Not a directory");
        assertRefused(() -> file.write(folder), "is a folder");
        assertRefused(() -> file.write(Path.of("/")), "is a folder");
        assertOnlyFile(occupied);
    }

    @Test
    void whatIsNotAFileIsRefused() {
        assertRefused(() -> SafetensorsFile.read(folder), "is not a regular file");
        assertRefused(() -> SafetensorsFile.read(folder.resolve("absent")), "absent: does not exist");
    }

    private void assertOnlyFile(Path path) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(List.of(path), files.toList());
        }
    }

    private static void assertRefused(Runnable action, String... parts) {
        String message = assertThrows(CheckpointException.class, action::run).getMessage();
        for (String part : parts) {
            assertTrue(message.contains(part), () -> "'" + message + "' lacks '" + part + "'");
        }
    }

    private static void assertMessage(Runnable action, String... parts) {
        String message =
                assertThrows(IllegalArgumentException.class, action::run).getMessage();
        for (String part : parts) {
            assertTrue(message.contains(part), () -> "'" + message + "' lacks '" + part + "'");
        }
    }
}
