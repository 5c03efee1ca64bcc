package dev.unroll.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.backend.Backend;
import dev.unroll.backend.CellType;
import dev.unroll.nn.Initialization;
import dev.unroll.nn.Network;
import dev.unroll.nn.NetworkSpec;
import dev.unroll.nn.ParameterSpec;
import dev.unroll.reference.ReferenceBackend;
import dev.unroll.train.Adam;
import dev.unroll.train.Sgd;
import dev.unroll.train.Trainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelCheckpointRefusalTest {
    private static final int TOKENS = 7;
    private static final NetworkSpec SPEC = NetworkSpec.builder()
            .tokens(TOKENS, 4)
            .layer(CellType.LSTM, 5)
            .layer(CellType.GRU, 3)
            .outputs(TOKENS)
            .dropout(0.4)
            .build();

    @TempDir
    Path folder;

    private Backend backend;
    private Path path;

    @BeforeEach
    void open() {
        backend = new ReferenceBackend();
        path = folder.resolve("model.safetensors");
    }

    @AfterEach
    void close() {
        backend.close();
    }

    @Test
    void aCheckpointOfAnotherNetworkIsRefusedAndNothingChanges() {
        save(SPEC);
        NetworkSpec other = NetworkSpec.builder()
                .tokens(TOKENS, 4)
                .layer(CellType.LSTM, 5)
                .layer(CellType.GRU, 4)
                .outputs(TOKENS)
                .dropout(0.4)
                .build();
        try (Network network = network(other, 2);
                Trainer trainer = adam(network)) {
            Map<String, double[]> before = weights(network);
            ModelCheckpoint checkpoint = ModelCheckpoint.open(path);

            assertRefused(
                    () -> checkpoint.loadInto(network),
                    "holds another network: layers[1].hidden is 3 in the file and 4 in the network");
            assertRefused(() -> checkpoint.restore(trainer), "layers[1].hidden");
            assertRefused(() -> ModelCheckpoint.open(path, other), "layers[1].hidden");
            assertSame(before, weights(network));
        }
    }

    @Test
    void tensorsThatDoNotFitTheNetworkAreRefused() {
        List<Tensor> tensors;
        try (Network network = network(SPEC, 3)) {
            tensors = ModelTensors.of(network, null);
        }

        assertRefused(() -> reopened(tensors.subList(1, 11)), "lacks tensor 'embedding.weight' [7, 4]");
        assertRefused(
                () -> reopened(with(tensors, Tensor.of("linear.bias", new float[7], 1, 7))),
                "tensor 'linear.bias' has shape [1, 7], the network needs [7]");
        assertRefused(
                () -> reopened(with(tensors, Tensor.of("linear.bias", new int[7], 7))),
                "tensor 'linear.bias' is I32; expected F32 or F64");
        assertRefused(
                () -> reopened(with(tensors, Tensor.of("decoder", new float[1], 1))),
                "tensor 'decoder' has no place in the network");
        float[] diverged = {0, 0, Float.NaN, 0, 0, 0, 0};
        assertRefused(
                () -> reopened(with(tensors, Tensor.of("linear.bias", diverged, 7))),
                "tensor 'linear.bias': value 2 is NaN");
    }

    @Test
    void metadataThatDoNotFitTheNetworkAreRefused() {
        List<Tensor> tensors;
        try (Network network = network(SPEC, 3)) {
            tensors = ModelTensors.of(network, null);
        }
        String spec = NetworkSpecJson.write(SPEC);

        assertRefused(() -> reopened(Map.of("unroll.spec", "{}"), tensors), "unroll.spec: spec: lacks 'vocabulary'");
        assertRefused(() -> reopened(Map.of("unroll.setting.a", ""), tensors), "does not describe its network");
        assertRefused(
                () -> reopened(Map.of("unroll.spec", spec.replace(":7", ":2000000000")), tensors),
                "unroll.spec",
                "large");
        assertRefused(
                () -> reopened(Map.of("unroll.spec", spec, "unroll.vocabulary", "[\"a\"]"), tensors),
                "unroll.vocabulary: 1 tokens; the network has 7");
        assertRefused(
                () -> reopened(Map.of("unroll.spec", spec, "unroll.vocabulary", "[1,2,3,4,5,6,7]"), tensors),
                "token 1; expected a string");
        assertRefused(
                () -> reopened(Map.of("unroll.spec", spec, "unroll.steps", "x", "unroll.passes", "1"), tensors),
                "its training cannot be read");
        assertRefused(
                () -> reopened(Map.of("unroll.spec", spec, "unroll.steps", "-1", "unroll.passes", "1"), tensors),
                "-1 steps");
    }

    @Test
    void aTrainingOfAnotherKindIsRefused() {
        save(SPEC);
        ModelCheckpoint bare = ModelCheckpoint.open(path);
        try (Network network = network(SPEC, 1);
                Trainer adam = adam(network);
                Trainer sgd = Trainer.builder(network).optimizer(Sgd.rate(1)).build()) {
            assertRefused(() -> bare.restore(adam), "without its training");
            ModelCheckpoint.save(path, network, sgd, List.of(), Map.of());
            assertRefused(() -> ModelCheckpoint.open(path).restore(adam), "does not fit the trainer");
            ModelCheckpoint.save(path, network, adam, List.of(), Map.of());
            assertRefused(() -> ModelCheckpoint.open(path).restore(sgd), "does not fit the trainer");
        }
    }

    @Test
    void aFailedSaveLeavesTheOldFile() throws IOException {
        save(SPEC);
        byte[] before = Files.readAllBytes(path);
        try (Network network = network(SPEC, 2)) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> ModelCheckpoint.save(path, network, null, List.of("one"), Map.of()));
            assertRefused(
                    () -> ModelCheckpoint.save(path.resolve("below"), network, null, List.of(), Map.of()),
                    "cannot be written");
        }
        assertArrayEquals(before, Files.readAllBytes(path));
    }

    private void save(NetworkSpec spec) {
        try (Network network = network(spec, 1)) {
            ModelCheckpoint.save(path, network, null, List.of(), Map.of());
        }
    }

    private ModelCheckpoint reopened(List<Tensor> tensors) {
        return reopened(Map.of("unroll.spec", NetworkSpecJson.write(SPEC)), tensors);
    }

    private ModelCheckpoint reopened(Map<String, String> metadata, List<Tensor> tensors) {
        Checkpoint.of(metadata, tensors).write(path);
        return ModelCheckpoint.open(path);
    }

    private static List<Tensor> with(List<Tensor> tensors, Tensor other) {
        List<Tensor> all = new ArrayList<>(tensors);
        all.removeIf(tensor -> tensor.name().equals(other.name()));
        all.add(other);
        return all;
    }

    private Network network(NetworkSpec spec, long seed) {
        return Network.create(spec, backend, Initialization.seed(seed));
    }

    private static Trainer adam(Network network) {
        return Trainer.builder(network).optimizer(Adam.rate(0.01)).build();
    }

    private static Map<String, double[]> weights(Network network) {
        Map<String, double[]> weights = new HashMap<>();
        for (ParameterSpec parameter : network.spec().parameters()) {
            weights.put(parameter.name(), network.read(parameter.name()));
        }
        return weights;
    }

    private static void assertSame(Map<String, double[]> expected, Map<String, double[]> actual) {
        expected.forEach((name, values) -> assertArrayEquals(values, actual.get(name), name));
    }

    private static void assertRefused(Runnable action, String... parts) {
        String message = assertThrows(CheckpointException.class, action::run).getMessage();
        for (String part : parts) {
            assertTrue(message.contains(part), () -> "'" + message + "' lacks '" + part + "'");
        }
    }
}
