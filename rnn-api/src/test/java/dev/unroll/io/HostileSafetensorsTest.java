package dev.unroll.io;

import static dev.unroll.io.RawSafetensors.entry;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class HostileSafetensorsTest {
    private static final String F32 = "F32";

    @TempDir
    Path folder;

    static Stream<Arguments> headers() {
        return Stream.concat(wrongTensors(), wrongJson());
    }

    private static Stream<Arguments> wrongTensors() {
        return Stream.of(
                one("[2]", "[0,8]", 4, "byte 60", "'t'", "[0, 8]", "end past the 4 bytes"),
                one("[1]", "[4,8]", 8, "leaves a hole behind the start of the data"),
                one("[1]", "[8,4]", 8, "end before they begin"),
                one("[1]", "[-4,0]", 8, "data_offsets: expected a whole number"),
                one("[1]", "[0,4,4]", 4, "more than 2 numbers"),
                one("[1]", "[0]", 4, "two data_offsets"),
                one("[1]", "[0,4]", 12, "8 bytes follow tensor 't'", "data byte 4"),
                one("[3]", "[0,8]", 8, "do not hold shape [3] of F32, which needs 12 bytes"),
                one("[-1]", "[0,4]", 4, "shape: expected a whole number"),
                one("[1.0]", "[0,4]", 4, "shape: expected a whole number"),
                one("[\"1\"]", "[0,4]", 4, "shape: expected a whole number"),
                one("[4294967296,4294967296]", "[0,0]", 0, "more than 2^63 bytes"),
                one("[2305843009213693952,2]", "[0,0]", 0, "more than 2^63 bytes"),
                one("[9223372036854775808]", "[0,4]", 4, "not valid JSON", "out of range"),
                one("[" + "1,".repeat(40) + "1]", "[0,4]", 4, "more than 32 numbers"),
                one("1", "[0,4]", 4, "expected START_ARRAY"),
                two("[0,4]", "[2,6]", 6, "overlaps tensor 'a', which ends at 4"),
                two("[0,4]", "[0,4]", 4, "overlaps"),
                two("[0,4]", "[6,10]", 10, "tensor 'b' begins at data byte 6 and leaves a hole behind tensor 'a'"),
                header("{" + entry("t", "F16", "[1]", "[0,2]") + "}", 2, "dtype 'F16' is not read here", "F32, F64"),
                header(
                        "{" + entry("t", F32, "[1]", "[0,4]") + "," + entry("t", F32, "[1]", "[4,8]") + "}",
                        8,
                        "'t' is listed twice"),
                header("{\"t\":{\"dtype\":\"F32\",\"dtype\":\"F32\"}}", 0, "'dtype' is unknown or there twice"),
                header("{\"t\":{\"pickle\":\"rm\"}}", 0, "'pickle' is unknown"),
                header("{\"t\":{}}", 0, "expected dtype, shape"),
                header("{\"t\":[]}", 0, "tensor 't': expected START_OBJECT"),
                header("{" + entry("", F32, "[1]", "[0,4]") + "}", 4, "name is empty"),
                header("{" + entry("\\ud83d", F32, "[1]", "[0,4]") + "}", 4, "surrogate"));
    }

    private static Stream<Arguments> wrongJson() {
        return Stream.of(
                header("", 0, "does not begin with '{'"),
                header(" {}", 0, "does not begin with '{'"),
                header("[]", 0, "does not begin with '{'"),
                header("\uFEFF{}", 0, "does not begin with '{'"),
                header("{\"t\":", 0, "not valid JSON"),
                header("{} {}", 0, "something follows"),
                header("{}x", 0, "not valid JSON"),
                header("{\"__metadata__\":{\"k\":1}}", 0, "metadata 'k': expected VALUE_STRING"),
                header("{\"__metadata__\":[]}", 0, "__metadata__: expected START_OBJECT"),
                header("{\"__metadata__\":{\"k\":\"a\",\"k\":\"b\"}}", 0, "byte 37", "metadata 'k' is there twice"),
                header("{\"__metadata__\":{},\"__metadata__\":{}}", 0, "__metadata__ is there twice"),
                header("{\"__metadata__\":{\"k\":\"\\udc00\"}}", 0, "metadata 'k' holds half"),
                header("{\"t\":".repeat(100_000), 0, "tensor 't': 't' is unknown"),
                header("{\"t\":" + "[".repeat(1_000_000), 0, "expected START_OBJECT"),
                header("{'t':{}}", 0, "not valid JSON"),
                header("{\"__metadata__\":{\"k\":\"\u0001\"}}", 0, "not valid JSON"));
    }

    @ParameterizedTest
    @MethodSource("headers")
    void aHeaderThatLiesIsRefused(String header, int dataBytes, String[] parts) {
        Path path = RawSafetensors.write(folder.resolve("hostile"), header, dataBytes);

        assertRefused(path, parts);
    }

    @Test
    void aLengthThatIsHugeNegativeOrPastTheEndIsRefused() {
        byte[] header = "{}      ".getBytes(StandardCharsets.US_ASCII);
        assertRefused(raw(Long.MAX_VALUE, header), "byte 0", "9223372036854775807", "at most 100000000");
        assertRefused(raw(-1, header), "byte 0", "18446744073709551615", "at most 100000000");
        assertRefused(raw(100_000_001, header), "100000001", "at most 100000000");
        assertRefused(raw(100_000_000, header), "100000000", "only 8 bytes follow");
        assertRefused(raw(9, header), "length is 9, but only 8 bytes follow");
        assertRefused(raw(0, header), "does not begin with '{'");
    }

    @Test
    void aFileTooShortForALengthIsRefused() {
        assertRefused(RawSafetensors.write(folder.resolve("empty"), new byte[0]), "has 0 bytes");
        assertRefused(RawSafetensors.write(folder.resolve("seven"), new byte[7]), "has 7 bytes");
    }

    @Test
    void aHeaderThatIsNotUtf8IsRefused() {
        byte[] broken = {'{', '"', (byte) 0xC0, (byte) 0x80, '"', ':', '}', ' '};
        assertRefused(raw(8, broken), "byte 10", "not valid UTF-8");
        byte[] utf16 = "{}".getBytes(StandardCharsets.UTF_16LE);
        assertRefused(raw(4, utf16), "not valid JSON");
    }

    private Path raw(long length, byte[] header) {
        return RawSafetensors.write(folder.resolve("hostile"), length, header, new byte[0]);
    }

    private static Arguments one(String shape, String offsets, int dataBytes, String... parts) {
        return header("{" + entry("t", F32, shape, offsets) + "}", dataBytes, parts);
    }

    private static Arguments two(String first, String second, int dataBytes, String... parts) {
        return header(
                "{" + entry("b", F32, "[1]", second) + "," + entry("a", F32, "[1]", first) + "}", dataBytes, parts);
    }

    private static Arguments header(String json, int dataBytes, String... parts) {
        return Arguments.of(json, dataBytes, parts);
    }

    private static void assertRefused(Path path, String... parts) {
        String message = assertThrows(CheckpointException.class, () -> SafetensorsFile.read(path))
                .getMessage();
        assertTrue(message.startsWith(path + ": "), message);
        for (String part : parts) {
            assertTrue(message.contains(part), () -> "'" + message + "' lacks '" + part + "'");
        }
    }
}
