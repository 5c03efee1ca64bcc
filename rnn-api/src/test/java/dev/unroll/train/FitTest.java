package dev.unroll.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.backend.CellType;
import dev.unroll.nn.Initialization;
import dev.unroll.nn.Network;
import dev.unroll.nn.NetworkSpec;
import dev.unroll.reference.ReferenceBackend;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FitTest {
    private static final NetworkSpec SPEC = NetworkCase.tokens(CellType.TANH, 0);
    private final ReferenceBackend backend = new ReferenceBackend();
    private final Network network = Network.create(SPEC, backend, Initialization.seed(1));
    private final List<Batch> training = batches(1, 3);
    private final List<Batch> heldOut = batches(2, 2);
    private final List<EpochResult> epochs = new ArrayList<>();
    private final TrainingListener listener = new TrainingListener() {
        @Override
        public void onEpoch(EpochResult result) {
            epochs.add(result);
        }
    };

    @AfterEach
    void close() {
        network.close();
        backend.close();
    }

    private static List<Batch> batches(long seed, int count) {
        Random random = new Random(seed);
        List<Batch> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Batch batch = NetworkCase.batch(SPEC, random, 3, false);
            all.add(i == 0 ? batch : batch.continued());
        }
        return all;
    }

    /** Random targets are learned by heart, so the held-out loss must rise. */
    @Test
    void earlyStoppingKeepsTheBestWeights() {
        try (Trainer trainer = Trainer.builder(network)
                .optimizer(Adam.rate(0.02))
                .earlyStopping(new EarlyStopping(2))
                .listener(listener)
                .build()) {
            FitResult result =
                    trainer.fit(FitPlan.epochs(200, epoch -> training).withHeldOut(heldOut));
            assertEquals(FitResult.Ending.STOPPED_EARLY, result.ending());
            int last = epochs.size() - 1;
            assertEquals(
                    List.of(true, false, false),
                    List.of(
                            epochs.get(last - 2).improved(),
                            epochs.get(last - 1).improved(),
                            epochs.get(last).improved()));
            assertEquals(result.bestHeldOutLoss(), trainer.evaluate(heldOut).meanLoss(), "the best weights are back");
            assertTrue(epochs.get(last).trainLoss() < epochs.get(0).trainLoss());
            assertEquals(epochs.size(), result.epochs());
            assertEquals(3L * epochs.size(), result.steps());
        }
    }

    @Test
    void cancellingEndsBetweenStepsAndTheRunCanGoOn() {
        try (Trainer trainer = Trainer.builder(network).listener(listener).build()) {
            FitResult cancelled = trainer.fit(
                    FitPlan.epochs(3, epoch -> training).withHeldOut(heldOut).withCancel(() -> trainer.steps() == 4));
            assertEquals(FitResult.Ending.CANCELLED, cancelled.ending());
            assertEquals(1, cancelled.epochs());
            assertEquals(4, cancelled.steps());
            double[] latest = network.read("linear.weight");
            assertTrue(trainer.restoreBest());
            assertFalse(Arrays.equals(latest, network.read("linear.weight")), "cancelling keeps the latest weights");
            FitResult rest = trainer.fit(FitPlan.epochs(3, epoch -> training).startingAt(1));
            assertEquals(new FitResult(3, 10, Double.NaN, FitResult.Ending.FINISHED), rest);
        }
    }

    @Test
    void evaluationLeavesTrainingAlone() {
        try (Trainer trainer = Trainer.builder(network).build()) {
            trainer.step(training.get(0));
            TrainerState state = trainer.state();
            double[] gradient = network.readGradient("weight_hh_l0");
            Evaluation evaluation = trainer.evaluate(heldOut);
            assertEquals(24, evaluation.count());
            assertEquals(Math.exp(evaluation.meanLoss()), evaluation.perplexity(), 1e-12);
            assertArrayEquals(gradient, network.readGradient("weight_hh_l0"));
            state.tensors()
                    .forEach((name, tensor) -> assertArrayEquals(
                            tensor.values(), trainer.state().tensors().get(name).values(), name));
            assertEquals(new Evaluation(0, 0), trainer.evaluate(List.of()));
        }
    }

    @Test
    void earlyStoppingAndBestWeightsAreInTheState() {
        try (Network other = new Network(SPEC, backend);
                Trainer trainer = Trainer.builder(network)
                        .earlyStopping(new EarlyStopping(5))
                        .build();
                Trainer later = Trainer.builder(other)
                        .earlyStopping(new EarlyStopping(5))
                        .build()) {
            trainer.fit(FitPlan.epochs(2, epoch -> training).withHeldOut(heldOut));
            later.restore(trainer.state());
            assertEquals(trainer.state().earlyStopping(), later.state().earlyStopping());
            assertTrue(later.restoreBest());
            assertArrayEquals(network.read("weight_hh_l0"), other.read("weight_hh_l0"));
        }
    }

    @Test
    void earlyStoppingNeedsHeldOutBatches() {
        try (Trainer trainer =
                Trainer.builder(network).earlyStopping(new EarlyStopping(1)).build()) {
            FitPlan plan = FitPlan.epochs(1, epoch -> training);
            String message = assertThrows(IllegalArgumentException.class, () -> trainer.fit(plan))
                    .getMessage();
            assertTrue(message.contains("heldOut: absent"), message);
            assertEquals(0, trainer.steps());
        }
    }

    @Test
    void patienceCountsEvaluationsInARow() {
        EarlyStopping stopping = new EarlyStopping(2);
        assertTrue(stopping.improved(3));
        assertFalse(stopping.improved(3));
        assertTrue(stopping.improved(2));
        assertFalse(stopping.improved(Double.NaN));
        assertFalse(stopping.shouldStop());
        assertFalse(stopping.improved(5));
        assertTrue(stopping.shouldStop());
        assertEquals(2, stopping.best());
        assertThrows(IllegalArgumentException.class, () -> new EarlyStopping(0));
    }
}
