package dev.unroll.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.backend.Backend;
import dev.unroll.backend.Backends;
import dev.unroll.nn.Network;
import dev.unroll.nn.NetworkSpec;
import dev.unroll.nn.ParameterSpec;
import dev.unroll.train.Batch;
import dev.unroll.train.DivergedException;
import dev.unroll.train.Trainer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A run that is stopped between two steps and goes on is the run that was never stopped. */
class TrainingRunTest {
    @TempDir
    private Path folder;

    private static final class Losses implements Progress {
        private final List<Double> values = new ArrayList<>();

        @Override
        public void step(Point point) {
            values.add(point.loss());
        }

        @Override
        public void epoch(Point point, double heldOutLoss, boolean best) {
            values.add(heldOutLoss);
        }

        @Override
        public void close() {}
    }

    private Settings settings(String cell) throws Exception {
        return Settings.of(Map.of(
                "text",
                Cli.text(folder, 100).toString(),
                "cell",
                cell,
                "hidden",
                "8,8",
                "embedding",
                "4",
                "bptt",
                "5",
                "batch",
                "4",
                "epochs",
                "3"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tanh", "lstm"})
    void textStoppedInTheMiddleOfAnEpoch(String cell) throws Exception {
        Settings settings = settings(cell);
        goesOnBitForBit(settings, TextTask.of(settings));
    }

    @Test
    void seriesStoppedInTheMiddleOfAnEpoch() throws Exception {
        Settings settings = Settings.of(Map.of(
                "series",
                Cli.csv(folder, 300, 0, "").toString(),
                "column",
                "y",
                "cell",
                "gru",
                "hidden",
                "8",
                "bptt",
                "6",
                "epochs",
                "3"));
        goesOnBitForBit(settings, SeriesTask.of(settings));
    }

    private void goesOnBitForBit(Settings settings, Task task) throws Exception {
        int stopAt = task.batches() + task.batches() / 2;
        Path whole = folder.resolve("whole.safetensors");
        Path parts = folder.resolve("parts.safetensors");
        Losses expected = new Losses();
        Losses actual = new Losses();
        try (Backend backend = Backends.open();
                TrainingRun run = new TrainingRun(task, settings, backend, whole)) {
            assertTrue(run.train(expected, () -> false));
        }
        try (Backend backend = Backends.open();
                TrainingRun run = new TrainingRun(task, settings, backend, parts)) {
            assertFalse(run.train(actual, () -> run.steps() == stopAt));
            assertEquals(stopAt, run.steps());
        }
        try (Backend backend = Backends.open();
                TrainingRun run = TrainingRun.resumed(RunFile.read(parts), task, settings, backend, parts)) {
            assertTrue(run.train(actual, () -> false));
        }
        assertEquals(expected.values, actual.values, "losses of steps and epochs");
        assertArrayEquals(Files.readAllBytes(whole), Files.readAllBytes(parts), "the files");
    }

    /** Poisons the weights before a batch, as a bad step would. */
    private static final class Poisoned implements Task {
        private final Task task;
        private final int epoch;
        private Runnable poison = () -> {};

        private Poisoned(Task task, int epoch) {
            this.task = task;
            this.epoch = epoch;
        }

        @Override
        public Batch batch(int at, int index) {
            if (at == epoch && index == 1) {
                poison.run();
            }
            return task.batch(at, index);
        }

        @Override
        public String kind() {
            return task.kind();
        }

        @Override
        public NetworkSpec spec() {
            return task.spec();
        }

        @Override
        public int batches() {
            return task.batches();
        }

        @Override
        public double heldOutLoss(Network network, Trainer trainer) {
            return task.heldOutLoss(network, trainer);
        }

        @Override
        public double hopelessLoss() {
            return task.hopelessLoss();
        }

        @Override
        public List<String> vocabulary() {
            return task.vocabulary();
        }

        @Override
        public Map<String, String> settings() {
            return task.settings();
        }

        @Override
        public String fingerprint() {
            return task.fingerprint();
        }
    }

    @Test
    void divergenceKeepsTheLastGoodCheckpoint() throws Exception {
        Settings settings = settings("tanh");
        Poisoned task = new Poisoned(TextTask.of(settings), 2);
        Path model = folder.resolve("m.safetensors");
        try (Backend backend = Backends.open();
                TrainingRun run = new TrainingRun(task, settings, backend, model)) {
            ParameterSpec bias = run.network().layout("linear.bias");
            task.poison =
                    () -> backend.upload(run.network().parameters(), bias.offset(), new float[] {Float.NaN}, 0, 1);
            var failure = assertThrows(DivergedException.class, () -> run.train(new Losses(), () -> false));
            assertEquals(2L * task.batches() + 2, failure.step());
        }
        RunFile saved = RunFile.read(model);
        assertEquals(2, saved.state().epoch());
        assertEquals(0, saved.state().position());
        Cli.run("generate", "--model", model).ended(0);
        Cli.run("train", "--resume", "--model", model).ended(0);
    }

    @Test
    void stoppedAtOnceLeavesAUsableModel() throws Exception {
        Settings settings = settings("tanh");
        Path model = folder.resolve("m.safetensors");
        try (Backend backend = Backends.open();
                TrainingRun run = new TrainingRun(TextTask.of(settings), settings, backend, model)) {
            assertFalse(run.train(new Losses(), () -> true));
        }
        Cli.run("generate", "--model", model).ended(0);
        Cli.run("train", "--resume", "--model", model).ended(0);
    }

    @Test
    void stoppedInTheFirstEpochKeepsAnOlderModel() throws Exception {
        Settings settings = settings("tanh");
        Path model = folder.resolve("m.safetensors");
        try (Backend backend = Backends.open();
                TrainingRun run = new TrainingRun(TextTask.of(settings), settings, backend, model)) {
            run.train(new Losses(), () -> false);
        }
        byte[] before = Files.readAllBytes(model);
        try (Backend backend = Backends.open();
                TrainingRun run = new TrainingRun(TextTask.of(settings), settings, backend, model)) {
            assertFalse(run.train(new Losses(), () -> run.steps() == 1));
            assertFalse(run.saved());
        }
        assertArrayEquals(before, Files.readAllBytes(model));
    }
}
