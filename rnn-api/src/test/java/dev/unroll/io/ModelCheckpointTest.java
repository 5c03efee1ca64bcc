package dev.unroll.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.backend.AdamSpec;
import dev.unroll.backend.Backend;
import dev.unroll.backend.CellType;
import dev.unroll.nn.Initialization;
import dev.unroll.nn.Network;
import dev.unroll.nn.NetworkSpec;
import dev.unroll.nn.ParameterSpec;
import dev.unroll.reference.ReferenceBackend;
import dev.unroll.train.Adam;
import dev.unroll.train.Batch;
import dev.unroll.train.EarlyStopping;
import dev.unroll.train.FitPlan;
import dev.unroll.train.Schedule;
import dev.unroll.train.Trainer;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelCheckpointTest {
    private static final int TOKENS = 7;
    private static final NetworkSpec SPEC = NetworkSpec.builder()
            .tokens(TOKENS, 4)
            .layer(CellType.LSTM, 5)
            .layer(CellType.GRU, 3)
            .outputs(TOKENS)
            .dropout(0.4)
            .build();
    private static final List<String> VOCABULARY = List.of("[PAD]", "[UNK]", "\n", "ä", "\"", "", "\uD83D\uDE00");

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

    /** With dropout, state carried between windows, Adam with decay, clipping and a schedule. */
    @Test
    void aResumedRunContinuesBitForBit() {
        List<Batch> batches = batches(9);
        List<Long> losses = new ArrayList<>();
        Map<String, double[]> weights;
        try (Network network = network(SPEC, 1);
                Trainer trainer = trainer(network)) {
            batches.subList(0, 4).forEach(trainer::step);
            ModelCheckpoint.save(path, network, trainer, VOCABULARY, Map.of());
            batches.subList(4, 9)
                    .forEach(batch -> losses.add(bits(trainer.step(batch).loss())));
            weights = weights(network);
        }

        List<Long> resumed = new ArrayList<>();
        try (Network network = network(SPEC, 2);
                Trainer trainer = trainer(network)) {
            ModelCheckpoint checkpoint = ModelCheckpoint.open(path);
            checkpoint.loadInto(network);
            checkpoint.restore(trainer);
            assertEquals(4, trainer.steps());
            batches.subList(4, 9)
                    .forEach(batch -> resumed.add(bits(trainer.step(batch).loss())));
            assertSame(weights, weights(network));
        }
        assertEquals(losses, resumed);
    }

    @Test
    void earlyStoppingAndTheBestWeightsComeBack() {
        EarlyStopping stopping = new EarlyStopping(2);
        List<Batch> heldOut = batches(1);
        Map<String, double[]> best;
        Map<String, double[]> latest;
        try (Network network = network(SPEC, 1);
                Trainer trainer = stopping(network, stopping)) {
            trainer.fit(FitPlan.epochs(1, epoch -> batches(2)).withHeldOut(heldOut));
            best = weights(network);
            stopping.improved(Double.NaN);
            trainer.step(batches(1).get(0));
            latest = weights(network);
            ModelCheckpoint.save(path, network, trainer, List.of(), Map.of());
        }

        EarlyStopping resumed = new EarlyStopping(2);
        try (Network network = network(SPEC, 2);
                Trainer trainer = stopping(network, resumed)) {
            ModelCheckpoint checkpoint = ModelCheckpoint.open(path);
            checkpoint.restore(trainer);
            assertSame(latest, weights(network));
            checkpoint.loadInto(network);
            assertSame(best, weights(network));
            network.write("linear.bias", new double[TOKENS]);
            trainer.restoreBest();

            assertEquals(new EarlyStopping.Snapshot(stopping.best(), 1), resumed.snapshot());
            assertSame(best, weights(network));
        }
    }

    @Test
    void aBackendOfFloatsIsSavedAsFloats() {
        try (Network network = Network.create(SPEC, inFloats(backend), Initialization.seed(1))) {
            ModelCheckpoint.save(path, network, null, List.of(), Map.of());
            Map<String, double[]> weights = weights(network);

            ModelCheckpoint checkpoint = ModelCheckpoint.open(path);
            network.write("linear.bias", new double[TOKENS]);
            checkpoint.loadInto(network);

            assertSame(weights, weights(network));
        }
        for (Tensor tensor : SafetensorsFile.read(path).tensors()) {
            assertEquals(DType.F32, tensor.dtype(), tensor.name());
        }
    }

    @Test
    void whatAProgramNeedsToKnowComesBack() {
        Map<String, String> settings = Map.of("level", "word", "epoch", "3", "position", "120");
        try (Network network = network(SPEC, 1)) {
            ModelCheckpoint.save(path, network, null, VOCABULARY, settings);
        }

        ModelCheckpoint checkpoint = ModelCheckpoint.open(path);

        assertEquals(SPEC, checkpoint.spec());
        assertEquals(VOCABULARY, checkpoint.vocabulary());
        assertEquals(settings, checkpoint.settings());
        assertEquals("word", checkpoint.setting("level"));
        assertRefused(() -> checkpoint.setting("scaler"), "has no setting 'scaler'", "level");
        assertTrue(checkpoint.verified());
        assertFalse(checkpoint.hasTraining());
    }

    @Test
    void parametersHavePyTorchsNamesAndShapesAndKeepDoubles() {
        try (Network network = network(SPEC, 1)) {
            network.write("linear.bias", new double[] {0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7});
            ModelCheckpoint.save(path, network, null, List.of(), Map.of());
        }

        SafetensorsFile file = SafetensorsFile.read(path);

        List<String> expected = List.of(
                "embedding.weight F64[7, 4]",
                "weight_ih_l0 F64[20, 4]",
                "weight_hh_l0 F64[20, 5]",
                "bias_ih_l0 F64[20]",
                "bias_hh_l0 F64[20]",
                "weight_ih_l1 F64[9, 5]",
                "weight_hh_l1 F64[9, 3]",
                "bias_ih_l1 F64[9]",
                "bias_hh_l1 F64[9]",
                "linear.weight F64[7, 3]",
                "linear.bias F64[7]");
        assertEquals(expected, file.tensors().stream().map(Tensor::toString).toList());
        assertEquals(0.1, file.tensors().get(10).doubles()[0]);
    }

    @Test
    void aFileOfPyTorchIsLoadedForAGivenNetwork() {
        Path pytorch = folder.resolve("pytorch.safetensors");
        Map<String, double[]> weights;
        try (Network network = network(SPEC, 3)) {
            weights = weights(network);
            List<Tensor> tensors = new ArrayList<>(ModelTensors.of(network, null));
            Collections.reverse(tensors);
            new SafetensorsFile(Map.of("format", "pt"), tensors).write(pytorch);
        }

        assertRefused(() -> ModelCheckpoint.open(pytorch), "does not describe its network");
        try (Network network = network(SPEC, 4)) {
            ModelCheckpoint checkpoint = ModelCheckpoint.open(pytorch, SPEC);
            checkpoint.loadInto(network);

            assertFalse(checkpoint.verified());
            assertSame(weights, weights(network));
        }
    }

    private Network network(NetworkSpec spec, long seed) {
        return Network.create(spec, backend, Initialization.seed(seed));
    }

    private static Trainer trainer(Network network) {
        return Trainer.builder(network)
                .optimizer(new Adam(0.02, new AdamSpec(0.9, 0.99, 1e-8, 0.01)))
                .clipNorm(0.5)
                .schedule(Schedule.exponential(0.9))
                .build();
    }

    private static Trainer stopping(Network network, EarlyStopping stopping) {
        return Trainer.builder(network).earlyStopping(stopping).build();
    }

    /** The backend as if its memory held floats: what is read is rounded. */
    private static Backend inFloats(Backend backend) {
        return (Backend) Proxy.newProxyInstance(
                Backend.class.getClassLoader(), new Class<?>[] {Backend.class}, (proxy, method, arguments) -> {
                    Object result = method.invoke(backend, arguments);
                    if (method.getName().equals("download") && arguments[2] instanceof double[] values) {
                        Arrays.setAll(values, i -> (float) values[i]);
                    }
                    return result;
                });
    }

    private static List<Batch> batches(int count) {
        Random random = new Random(5);
        List<Batch> batches = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int[] ids = random.ints(6 * 2, 0, TOKENS).toArray();
            int[] targets = random.ints(6 * 2, -1, TOKENS).toArray();
            Batch batch = Batch.tokens(SPEC, 6, 2, ids, targets, new int[] {6, 4});
            batches.add(i == 0 ? batch : batch.continued());
        }
        return batches;
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

    private static long bits(double value) {
        return Double.doubleToRawLongBits(value);
    }

    private static void assertRefused(Runnable action, String... parts) {
        String message = assertThrows(CheckpointException.class, action::run).getMessage();
        for (String part : parts) {
            assertTrue(message.contains(part), () -> "'" + message + "' lacks '" + part + "'");
        }
    }
}
