package dev.unroll.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.unroll.backend.CellType;
import dev.unroll.backend.DeviceOutOfMemoryException;
import dev.unroll.backend.StepScalars;
import dev.unroll.nn.Initialization;
import dev.unroll.nn.Loss;
import dev.unroll.nn.LossAt;
import dev.unroll.nn.Network;
import dev.unroll.nn.NetworkSpec;
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
