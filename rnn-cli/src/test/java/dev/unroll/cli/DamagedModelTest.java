package dev.unroll.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.io.Checkpoint;
import dev.unroll.io.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model that is not whole is refused by every command that reads one, and stays as it was. */
class DamagedModelTest {
    @TempDir
    private static Path shared;

    private static final String SPEC = "unroll.spec";

    private static Path text;
    private static byte[] good;

    @TempDir
    private Path folder;

    @BeforeAll
    static void train() throws Exception {
        text = Cli.text(shared, 120);
        Path model = shared.resolve("good.safetensors");
        Cli.train(text, model, "--epochs", "1").ended(0);
        good = Files.readAllBytes(model);
    }

    private void refused(byte[] bytes, String... words) throws Exception {
        Path model = Files.write(folder.resolve("bad.safetensors"), bytes);
        for (Cli result : new Cli[] {
            Cli.run("generate", "--model", model),
            Cli.run("evaluate", "--model", model, "--text", text),
            Cli.run("params", "--model", model),
            Cli.train(text, model, "--resume")
        }) {
            result.ended(1);
            assertTrue(result.err().contains("bad.safetensors"), result.err());
            for (String word : words) {
                assertTrue(result.err().contains(word), "\"" + word + "\" in: " + result.err());
            }
            assertFalse(result.err().contains("\tat "), "a stack trace: " + result.err());
            assertEquals("", result.out());
        }
        assertArrayEquals(bytes, Files.readAllBytes(model), "the refused file");
    }

    private static byte[] withHeader(String header, int dataBytes) {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(8 + json.length + dataBytes)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(json.length)
                .put(json)
                .array();
    }

    @Test
    void truncated() throws Exception {
        refused(Arrays.copyOf(good, good.length - 5));
        refused(Arrays.copyOf(good, 100));
        refused(new byte[0]);
    }

    @Test
    void bitFlippedInTheWeights() throws Exception {
        byte[] bytes = good.clone();
        bytes[bytes.length - 3] ^= 0x10;
        refused(bytes, "damaged");
    }

    @Test
    void hugeHeaderLength() throws Exception {
        byte[] bytes = good.clone();
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(0, Long.MAX_VALUE);
        refused(bytes);
    }

    @Test
    void overlappingTensors() throws Exception {
        refused(withHeader(
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},"
                        + "\"b\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[4,12]}}",
                12));
    }

    @Test
    void offsetsPastTheEnd() throws Exception {
        refused(withHeader("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}", 4));
    }

    @Test
    void whollyOtherFile() throws Exception {
        refused("It was the best of times, it was the worst of times.".getBytes(StandardCharsets.UTF_8));
    }

    private byte[] edited(String key, String value) throws Exception {
        Path path = Files.write(folder.resolve("edit.safetensors"), good);
        Checkpoint checkpoint = Checkpoint.read(path);
        Map<String, String> metadata = new TreeMap<>(checkpoint.metadata());
        metadata.remove(Checkpoint.VERSION_KEY);
        metadata.remove(Checkpoint.HASH_KEY);
        metadata.put(key, value);
        Checkpoint.of(metadata, checkpoint.tensors()).write(path);
        return Files.readAllBytes(path);
    }

    @Test
    void specThatItsTensorsDoNotFit() throws Exception {
        String spec = "{\"vocabulary\":13,\"inputSize\":8,\"layers\":[{\"cell\":\"LSTM\",\"hidden\":2000000000}],"
                + "\"outputs\":13,\"loss\":\"CROSS_ENTROPY\",\"lossAt\":\"ALL_STEPS\",\"dropout\":0.0}";
        refused(edited(SPEC, spec));
        refused(edited(SPEC, spec.replace("2000000000", "17").replace("LSTM", "TANH")), "shape");
        refused(edited(SPEC, "{}"), "spec");
        refused(edited(SPEC, "[1, 2"), "spec");
    }

    @Test
    void tensorsOfPyTorch() throws Exception {
        Path path = folder.resolve("torch.safetensors");
        byte[] bytes = withHeader("{\"weight_hh_l0\":{\"dtype\":\"F32\",\"shape\":[1,1],\"data_offsets\":[0,4]}}", 4);
        Files.write(path, bytes);
        refused(bytes, "does not describe its network");
    }

    @Test
    void weightThatIsNotANumber() throws Exception {
        Path path = Files.write(folder.resolve("nan.safetensors"), good);
        Checkpoint checkpoint = Checkpoint.read(path);
        Map<String, String> metadata = new TreeMap<>(checkpoint.metadata());
        metadata.remove(Checkpoint.VERSION_KEY);
        metadata.remove(Checkpoint.HASH_KEY);
        Tensor[] tensors = checkpoint.tensors().stream()
                .map(tensor -> tensor.name().equals("linear.bias")
                        ? Tensor.of("linear.bias", new float[] {Float.NaN, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, 13)
                        : tensor)
                .toArray(Tensor[]::new);
        Checkpoint.of(metadata, Arrays.asList(tensors)).write(path);
        Cli result = Cli.run("generate", "--model", path).ended(1);
        assertTrue(result.err().contains("linear.bias"), result.err());
        assertTrue(result.err().contains("NaN"), result.err());
    }
}
