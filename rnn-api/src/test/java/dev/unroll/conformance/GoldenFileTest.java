package dev.unroll.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GoldenFileTest {
    private static final String TEXT = GoldenFiles.text("tanh_l2_varlen");

    @Test
    void anIntactFileIsRead() {
        GoldenFile file = GoldenFile.parse("file", TEXT);
        assertEquals("tanh_l2_varlen", file.name());
        assertTrue(file.results().contains("grad.weight_hh_l1"));
    }

    @Test
    void whatIsNotJsonIsRefused() {
        refused("", "file: not a JSON object");
        refused("[1]", "file: not a JSON object");
        refused("# notes", "file: not valid JSON");
        refused(TEXT.substring(0, TEXT.length() / 2), "file: not valid JSON");
        refused(TEXT + "{}", "file: something follows the JSON object");
        refused(TEXT.replaceFirst("\"format\"", "\"name\": \"x\", \"format\""), "Duplicate");
    }

    @Test
    void aMissingArrayIsNamedWithItsShape() {
        refused(
                TEXT.replace("\"bias_hh_l1\"", "\"f32.bias_hh_l1\""),
                "file: array \"bias_hh_l1\" is missing; expected shape [6]");
        refused(TEXT.replace("\"f64.grad.h0\"", "\"f32.x\""), "array \"f64.grad.h0\" is missing");
    }

    @Test
    void anUnknownArrayIsNamed() {
        refused(
                TEXT.replace("\"f32.loss\"", "\"f64.surprise\""),
                "array \"f64.surprise\" is not part of a 2-layer TANH case");
    }

    @Test
    void aWrongShapeIsNamedWithTheRightOne() {
        refused(TEXT.replaceFirst("\"O\"\\s*:\\s*5", "\"O\": 4"), "expected [4, 6]");
        refused(
                TEXT.replaceFirst("\"H\"\\s*:\\s*6", "\"H\": 7"),
                "array \"h0\" has shape [2, 4, 6]; expected [2, 4, 7]");
    }

    @Test
    void badConfigurationIsNamedWithWhatIsExpected() {
        refused(TEXT.replace("\"tanh\"", "\"elman\""), "config.cell: \"elman\"; expected tanh, relu, lstm or gru");
        refused(
                TEXT.replace("\"cross_entropy\"", "\"hinge\""),
                "config.loss: \"hinge\"; expected cross_entropy or mse");
        refused(TEXT.replaceFirst("\"L\"\\s*:\\s*2", "\"L\": 0"), "config.L: 0; expected at least 1");
        refused(TEXT.replaceFirst("\"L\"\\s*:\\s*2", "\"L\": \"2\""), "config.L: \"2\"; expected an integer");
        refused(
                TEXT.replaceFirst("\"lengths\"\\s*:\\s*\\[4", "\"lengths\": [14"),
                "config.lengths: [14, 9, 1, 6]; expected 4 lengths");
        refused(
                TEXT.replace("peers-golden-1", "peers-golden-9"),
                "format: \"peers-golden-9\"; expected \"peers-golden-1\"");
    }

    @Test
    void dataOfTheWrongLengthOrTypeIsRefused() {
        refused(
                TEXT.replaceFirst("\"data\"\\s*:\\s*\\[", "\"data\": [0, "),
                "numbers in input; shape [9, 4, 3] needs 108");
        refused(
                TEXT.replaceFirst("\"data\"\\s*:\\s*\\[[^,]*,", "\"data\": [\"one\","),
                "arrays[0].data: \"one\" at index 0 in input");
        refused(TEXT.replaceFirst("\"data\"\\s*:\\s*\\[[^,]*,", "\"data\": [null,"), "expected a finite number");
        refused(TEXT.replaceFirst("\"data\"\\s*:\\s*\\[[^,]*,", "\"data\": [1e999,"), "expected a finite number");
    }

    @Test
    void aMissingOrBinaryFileIsRefused(@TempDir Path folder) throws IOException {
        Path missing = folder.resolve("none.json");
        assertTrue(message(() -> GoldenFile.read(missing)).endsWith("none.json: no such file"));
        Path binary = Files.write(folder.resolve("b.json"), new byte[] {(byte) 0xC3, 0x28, 0, 1});
        assertTrue(message(() -> GoldenFile.read(binary)).contains("not text in UTF-8"));
    }

    private static void refused(String json, String expected) {
        String message = message(() -> GoldenFile.parse("file", json));
        assertTrue(message.contains(expected), message);
    }

    private static String message(org.junit.jupiter.api.function.Executable call) {
        return String.valueOf(assertThrows(GoldenFileException.class, call).getMessage());
    }
}
