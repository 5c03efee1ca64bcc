package dev.unroll.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.backend.CellType;
import dev.unroll.backend.DeviceOutOfMemoryException;
import dev.unroll.backend.StepScalars;
import dev.unroll.nn.Initialization;
import dev.unroll.nn.Loss;
import dev.unroll.nn.LossAt;
import dev.unroll.nn.Network;
import dev.unroll.nn.NetworkSpec;
import dev.unroll.nn.Stepper;
import dev.unroll.reference.ReferenceBackend;
import dev.unroll.train.WatchedBackend.Call;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Training stays on the device: what a step transfers, and what happens when the device is full. */
class StepTransfersTest {
    private final WatchedBackend watched = new WatchedBackend();

    @Test
    void aStepOnTokensUploadsBatchAndScalarsAndDownloadsFourNumbers() {
        NetworkSpec spec = NetworkCase.tokens(CellType.LSTM, 0.2);
        Batch first = NetworkCase.batch(spec, new Random(1), 4, true);
        step(spec, first, NetworkCase.batch(spec, new Random(2), 4, true).continued());
        assertEquals(
                List.of(new Call("upload", StepScalars.UPLOADED), new Call("upload", first.ints().length)),
                watched.transfers("upload"));
    }

    @Test
    void aStepOnNumbersUploadsAtMostTwoPartsOfTheBatch() {
        NetworkSpec spec = NetworkCase.dense(CellType.GRU, 2, Loss.MEAN_SQUARED_ERROR, LossAt.ALL_STEPS, 0);
        Batch first = NetworkCase.batch(spec, new Random(1), 4, true);
        step(spec, first, NetworkCase.batch(spec, new Random(2), 4, true));
        assertEquals(
                List.of(
                        new Call("upload", StepScalars.UPLOADED),
                        new Call("upload", first.ints().length),
                        new Call("upload", first.reals().length)),
                watched.transfers("upload"));
    }

    /** Watches the second step. */
    private void step(NetworkSpec spec, Batch first, Batch second) {
        try (Network network = Network.create(spec, watched.backend(), Initialization.seed(1));
                Trainer trainer = Trainer.builder(network).clipNorm(1).build()) {
            trainer.step(first);
            watched.calls.clear();
            trainer.step(second);
            assertEquals(List.of(new Call("download", StepScalars.DOWNLOADED)), watched.transfers("download"));
            assertEquals(List.of(), watched.transfers("synchronize"));
            assertEquals(1, watched.transfers("record").size(), "recorded pieces of work");
        }
    }

    @Test
    void shapesThatAlternateAllocateNothingNew() {
        NetworkSpec spec = NetworkCase.tokens(CellType.GRU, 0.2);
        Random random = new Random(3);
        Batch large = NetworkCase.batch(spec, random, 6, true);
        Batch small = NetworkCase.batch(spec, random, 2, false);
        try (Network network = Network.create(spec, watched.backend(), Initialization.seed(1));
                Trainer trainer = Trainer.builder(network).build()) {
            trainer.step(large);
            trainer.step(small);
            watched.calls.clear();
            for (int i = 0; i < 3; i++) {
                trainer.step(large);
                trainer.step(small);
            }
            assertEquals(List.of(), watched.transfers("allocate"));
        }
    }

    @Test
    void growingKeepsTheNumberOfBuffersAndClosingReleasesThemAll() {
        NetworkSpec spec = NetworkCase.tokens(CellType.LSTM, 0.2);
        Random random = new Random(3);
        Network network = Network.create(spec, watched.backend(), Initialization.seed(1));
        Trainer trainer = Trainer.builder(network).build();
        Stepper stepper = new Stepper(network, 2);
        // Twice, because the states before and after a window change places.
        Batch small = NetworkCase.batch(spec, random, 2, true);
        trainer.step(small);
        trainer.step(small);
        trainer.evaluate(List.of(small, small));
        long open = watched.open();
        trainer.step(NetworkCase.batch(spec, random, 7, true));
        trainer.evaluate(List.of(NetworkCase.batch(spec, random, 9, true)));
        assertEquals(open, watched.open(), "open buffers after growing");
        stepper.close();
        trainer.close();
        network.close();
        assertEquals(0, watched.open(), "open buffers after closing");
    }

    /** A replay that missed something that changed would take other steps than a backend that runs everything. */
    @Test
    void recordedWorkMayBeReplayed() {
        NetworkSpec spec = NetworkCase.tokens(CellType.LSTM, 0.2);
        try (ReferenceBackend plain = new ReferenceBackend();
                Network expected = Network.create(spec, plain, Initialization.seed(1));
                Network replayed = Network.create(spec, watched.backend(), Initialization.seed(1))) {
            train(expected);
            train(replayed);
            spec.parameters()
                    .forEach(parameter -> assertArrayEquals(
                            expected.read(parameter.name()), replayed.read(parameter.name()), parameter.name()));
        }
        long times = watched.transfers("record").size();
        assertTrue(
                watched.recorded.size() <= times / 2, watched.recorded.size() + " recordings for " + times + " uses");
    }

    /** An evaluation shares the network's memory, so it can move what recorded steps point to. */
    @Test
    void recordedWorkIsNotReplayedAfterMemoryMoved() {
        NetworkSpec spec = NetworkCase.tokens(CellType.GRU, 0);
        Random random = new Random(6);
        Batch small = NetworkCase.batch(spec, random, 2, false);
        try (Network network = Network.create(spec, watched.backend(), Initialization.seed(1));
                Trainer trainer = Trainer.builder(network).build()) {
            for (int i = 0; i < 4; i++) {
                trainer.step(small);
            }
            assertEquals(2, watched.recorded.size(), "one recording for each of the two states that change places");
            trainer.evaluate(List.of(NetworkCase.batch(spec, random, 9, false)));
            trainer.step(small);
            assertEquals(4, watched.recorded.size(), "recordings after an evaluation that needed more memory");
        }
    }

    private static void train(Network network) {
        NetworkSpec spec = network.spec();
        Random random = new Random(5);
        try (Trainer trainer = Trainer.builder(network)
                        .schedule(Schedule.exponential(0.9))
                        .build();
                Stepper stepper = new Stepper(network, 1)) {
            int token = 0;
            for (int i = 0; i < 40; i++) {
                Batch batch = NetworkCase.batch(spec, random, i % 8 == 7 ? 5 : 2 + i / 20, i % 2 == 0);
                trainer.step(i % 4 == 0 ? batch : batch.continued());
                if (i % 10 == 9) {
                    trainer.evaluate(List.of(batch, batch.continued()));
                    trainer.step(List.of(batch, batch.continued()));
                }
                // The next token depends on every replay before it, and so does the training from here on.
                double[] logits = stepper.step(new int[] {token});
                token = logits[0] > logits[1] ? 1 : 2;
                random.setSeed(random.nextInt() + Double.hashCode(logits[token]));
            }
        }
    }

    @Test
    void afterOutOfMemoryASmallerBatchGoesOn() {
        NetworkSpec spec = NetworkCase.dense(CellType.LSTM, 1, Loss.CROSS_ENTROPY, LossAt.ALL_STEPS, 0);
        Random random = new Random(4);
        Batch small = NetworkCase.batch(spec, random, 3, false);
        Batch large = NetworkCase.batch(spec, random, 50, false);
        try (Network network = Network.create(spec, watched.backend(), Initialization.seed(1));
                Trainer trainer = Trainer.builder(network).build()) {
            trainer.step(small);
            double[] before = network.read("weight_hh_l0");
            watched.largestAllocation = 1000;
            assertThrows(DeviceOutOfMemoryException.class, () -> trainer.step(large));
            assertArrayEquals(before, network.read("weight_hh_l0"));
            assertEquals(2, trainer.step(small).step());
        }
    }

    @Test
    void aNetworkWithoutRoomLeavesNothingBehind() {
        NetworkSpec spec = NetworkCase.tokens(CellType.TANH, 0);
        watched.largestAllocation = 10;
        DeviceOutOfMemoryException thrown =
                assertThrows(DeviceOutOfMemoryException.class, () -> new Network(spec, watched.backend()));
        assertEquals(spec.parameterBufferLength() * 8, thrown.askedBytes());
    }
}
