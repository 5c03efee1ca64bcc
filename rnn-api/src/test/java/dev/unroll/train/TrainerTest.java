package dev.unroll.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.backend.AdamSpec;
import dev.unroll.backend.CellType;
import dev.unroll.backend.SgdSpec;
import dev.unroll.nn.Initialization;
import dev.unroll.nn.Loss;
import dev.unroll.nn.LossAt;
import dev.unroll.nn.Network;
import dev.unroll.nn.NetworkSpec;
import dev.unroll.nn.ParameterSpec;
import dev.unroll.reference.ReferenceBackend;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TrainerTest {
    private final ReferenceBackend backend = new ReferenceBackend();

    @AfterEach
    void close() {
        backend.close();
    }

    private static double[] weights(Network network) {
        return network.spec().parameters().stream()
                .map(ParameterSpec::name)
                .flatMapToDouble(name -> Arrays.stream(network.read(name)))
                .toArray();
    }

    private Network network(NetworkSpec spec) {
        return Network.create(spec, backend, Initialization.seed(11));
    }

    @ParameterizedTest
    @EnumSource(CellType.class)
    void theSameSeedTwiceGivesBitEqualWeights(CellType cell) {
        assertArrayEquals(trained(cell, 1), trained(cell, 1));
        assertFalse(Arrays.equals(trained(cell, 1), trained(cell, 2)), "another dropout seed must matter");
    }

    private double[] trained(CellType cell, long dropoutSeed) {
        NetworkSpec spec = NetworkCase.tokens(cell, 0.3);
        Random random = new Random(9);
        try (Network network = network(spec);
                Trainer trainer = Trainer.builder(network)
                        .clipNorm(1)
                        .dropoutSeed(dropoutSeed)
                        .build()) {
            for (int i = 0; i < 50; i++) {
                trainer.step(NetworkCase.batch(spec, random, 3, i % 2 == 0));
            }
            return weights(network);
        }
    }

    @Test
    void adamTakesTheStepsOfItsEquations() {
        NetworkSpec spec = NetworkCase.dense(CellType.TANH, 1, Loss.CROSS_ENTROPY, LossAt.LAST_STEP, 0);
        AdamSpec adam = new AdamSpec(0.9, 0.99, 1e-8, 0.1);
        Batch batch = NetworkCase.batch(spec, new Random(1), 3, false);
        try (Network network = network(spec);
                Trainer trainer =
                        Trainer.builder(network).optimizer(new Adam(0.01, adam)).build()) {
            double p = network.read("linear.weight")[0];
            double m = 0;
            double v = 0;
            for (int t = 1; t <= 3; t++) {
                trainer.step(batch);
                double g = network.readGradient("linear.weight")[0];
                m = 0.9 * m + 0.1 * g;
                v = 0.99 * v + 0.01 * g * g;
                double step = m / (1 - Math.pow(0.9, t)) / (Math.sqrt(v / (1 - Math.pow(0.99, t))) + 1e-8);
                p = p - 0.01 * 0.1 * p - 0.01 * step;
                assertEquals(p, network.read("linear.weight")[0], 1e-15, "after step " + t);
            }
        }
    }

    @Test
    void momentumAndScheduleTakeTheStepsOfTheirEquations() {
        NetworkSpec spec = NetworkCase.dense(CellType.TANH, 1, Loss.CROSS_ENTROPY, LossAt.LAST_STEP, 0);
        Batch batch = NetworkCase.batch(spec, new Random(1), 3, false);
        try (Network network = network(spec);
                Trainer trainer = Trainer.builder(network)
                        .optimizer(new Sgd(0.4, new SgdSpec(0.5, 0)))
                        .schedule(Schedule.warmUp(4))
                        .build()) {
            double p = network.read("linear.bias")[0];
            double b = 0;
            for (int t = 1; t <= 5; t++) {
                trainer.step(batch);
                b = 0.5 * b + network.readGradient("linear.bias")[0];
                p -= Math.min(0.4, 0.1 * t) * b;
                assertEquals(p, network.read("linear.bias")[0], 1e-15, "after step " + t);
            }
        }
    }

    @Test
    void clippingScalesTheStepAndTheNormIsReported() {
        NetworkSpec spec = NetworkCase.dense(CellType.GRU, 1, Loss.MEAN_SQUARED_ERROR, LossAt.ALL_STEPS, 0);
        Batch batch = NetworkCase.batch(spec, new Random(2), 3, true);
        try (Network network = network(spec);
                Trainer trainer = Trainer.builder(network)
                        .optimizer(Sgd.rate(1))
                        .clipNorm(1e-3)
                        .build()) {
            double[] before = weights(network);
            StepResult result = trainer.step(batch);
            double moved = 0;
            double[] after = weights(network);
            for (int i = 0; i < before.length; i++) {
                moved += (after[i] - before[i]) * (after[i] - before[i]);
            }
            double norm = result.gradientNorm();
            assertTrue(norm > 0.01, "norm " + norm);
            assertEquals(norm * 1e-3 / (norm + 1e-6), Math.sqrt(moved), 1e-12);
        }
    }

    @Test
    void aDivergingRateStopsWithTheWeightsBeforeTheBadStep() {
        NetworkSpec spec = NetworkCase.dense(CellType.RELU, 2, Loss.MEAN_SQUARED_ERROR, LossAt.ALL_STEPS, 0);
        Random random = new Random(3);
        try (Network network = network(spec);
                Trainer trainer = Trainer.builder(network)
                        .optimizer(new Sgd(1e60, new SgdSpec(0.9, 0)))
                        .build()) {
            double[] before = new double[0];
            TrainerState state = trainer.state();
            DivergedException thrown = null;
            for (int i = 0; i < 20 && thrown == null; i++) {
                before = weights(network);
                state = trainer.state();
                Batch batch = NetworkCase.batch(spec, random, 3, false);
                Batch next = i == 0 ? batch : batch.continued();
                try {
                    trainer.step(next);
                } catch (DivergedException e) {
                    thrown = e;
                }
            }
            assertNotNull(thrown, "training must have diverged");
            assertEquals(state.steps() + 1, thrown.step());
            assertFalse(Double.isFinite(thrown.loss()) && Double.isFinite(thrown.gradientNorm()));
            assertArrayEquals(before, weights(network));
            assertSame(state, trainer.state());
            assertTrue(thrown.getMessage().contains("diverged at step " + thrown.step()), thrown.getMessage());
        }
    }

    private static void assertSame(TrainerState expected, TrainerState actual) {
        assertEquals(expected.steps(), actual.steps());
        assertEquals(expected.passes(), actual.passes());
        assertEquals(expected.earlyStopping(), actual.earlyStopping());
        assertEquals(expected.tensors().keySet(), actual.tensors().keySet());
        expected.tensors()
                .forEach((name, tensor) -> assertArrayEquals(
                        tensor.values(), actual.tensors().get(name).values(), name));
    }

    @Test
    void twoPartsAccumulateToTheGradientOfOneBatch() {
        NetworkSpec spec = NetworkCase.dense(CellType.LSTM, 2, Loss.CROSS_ENTROPY, LossAt.ALL_STEPS, 0);
        Random random = new Random(4);
        int steps = 3;
        double[] x = NetworkCase.values(random, steps * 4 * 2, 1);
        int[] targets = NetworkCase.ints(random, steps * 4, 3);
        targets[1] = -1;
        List<Batch> parts = List.of(rows(spec, x, targets, 0, 1), rows(spec, x, targets, 1, 4));
        Batch whole = Batch.dense(spec, steps, 4, x, targets, null);
        try (Network one = network(spec);
                Network two = network(spec);
                Trainer trainOne = Trainer.builder(one).clipNorm(0.1).build();
                Trainer trainTwo = Trainer.builder(two).clipNorm(0.1).build()) {
            StepResult expected = trainOne.step(whole);
            StepResult actual = trainTwo.step(parts);
            assertEquals(11, actual.count());
            assertEquals(expected.loss(), actual.loss(), 1e-14);
            assertEquals(expected.gradientNorm(), actual.gradientNorm(), 1e-14);
            assertArrayEquals(weights(one), weights(two), 1e-11);
        }
    }

    /** Rows {@code from} to {@code to - 1} of a batch of four. */
    private static Batch rows(NetworkSpec spec, double[] x, int[] targets, int from, int to) {
        int n = to - from;
        int steps = targets.length / 4;
        double[] partX = new double[steps * n * 2];
        int[] part = new int[steps * n];
        for (int t = 0; t < steps; t++) {
            System.arraycopy(x, (t * 4 + from) * 2, partX, t * n * 2, n * 2);
            System.arraycopy(targets, t * 4 + from, part, t * n, n);
        }
        return Batch.dense(spec, steps, n, partX, part, null);
    }

    @Test
    void theHookFreezesAParameterAndSeesEveryStep() {
        NetworkSpec spec = NetworkCase.tokens(CellType.TANH, 0);
        Random random = new Random(5);
        List<Double> norms = new ArrayList<>();
        try (Network network = network(spec);
                Trainer trainer = Trainer.builder(network)
                        .beforeUpdate(net -> backend.fill(net.gradient("weight_hh_l0"), 0))
                        .listener(new TrainingListener() {
                            @Override
                            public void onStep(StepResult result) {
                                norms.add(result.gradientNorm());
                            }
                        })
                        .build()) {
            double[] frozen = network.read("weight_hh_l0");
            double[] free = network.read("weight_hh_l1");
            for (int i = 0; i < 3; i++) {
                trainer.step(NetworkCase.batch(spec, random, 3, false));
            }
            assertArrayEquals(frozen, network.read("weight_hh_l0"));
            assertFalse(Arrays.equals(free, network.read("weight_hh_l1")));
            assertEquals(3, norms.size());
            double squares = 0;
            for (ParameterSpec parameter : spec.parameters()) {
                squares += Arrays.stream(network.readGradient(parameter.name()))
                        .map(g -> g * g)
                        .sum();
            }
            assertEquals(Math.sqrt(squares), norms.get(2), 1e-14, "the norm is taken after the hook");
        }
    }

    @Test
    void aRestoredTrainerContinuesBitForBit() {
        NetworkSpec spec = NetworkCase.tokens(CellType.LSTM, 0.3);
        List<Batch> batches = new ArrayList<>();
        Random random = new Random(6);
        for (int i = 0; i < 6; i++) {
            Batch batch = NetworkCase.batch(spec, random, 3, false);
            batches.add(i == 0 ? batch : batch.continued());
        }
        try (Network straight = network(spec);
                Trainer trainer = Trainer.builder(straight)
                        .schedule(Schedule.exponential(0.9))
                        .build();
                Network resumed = new Network(spec, backend);
                Trainer later = Trainer.builder(resumed)
                        .schedule(Schedule.exponential(0.9))
                        .build()) {
            batches.subList(0, 3).forEach(trainer::step);
            TrainerState state = trainer.state();
            spec.parameters().forEach(p -> resumed.write(p.name(), straight.read(p.name())));
            later.restore(state);
            assertSame(state, later.state());
            for (Batch batch : batches.subList(3, 6)) {
                assertEquals(trainer.step(batch), later.step(batch));
            }
            assertArrayEquals(weights(straight), weights(resumed));
        }
    }

    @Test
    void aStateOfAnotherNetworkIsRefusedAndNothingChanges() {
        NetworkSpec spec = NetworkCase.tokens(CellType.LSTM, 0);
        NetworkSpec other = NetworkCase.tokens(CellType.GRU, 0);
        try (Network network = network(spec);
                Network otherNetwork = network(other);
                Trainer trainer = Trainer.builder(network).build();
                Trainer otherTrainer = Trainer.builder(otherNetwork).build();
                Trainer sgd = Trainer.builder(network).optimizer(Sgd.rate(1)).build()) {
            trainer.step(NetworkCase.batch(spec, new Random(7), 2, false));
            TrainerState before = trainer.state();
            String message = assertThrows(IllegalArgumentException.class, () -> trainer.restore(otherTrainer.state()))
                    .getMessage();
            assertTrue(message.contains("optimizer.m.weight_ih_l0 is 12 x 3; expected 16 x 3"), message);
            message = assertThrows(IllegalArgumentException.class, () -> trainer.restore(sgd.state()))
                    .getMessage();
            assertTrue(message.contains("optimizer.v.embedding.weight is missing"), message);
            message = assertThrows(IllegalArgumentException.class, () -> sgd.restore(before))
                    .getMessage();
            assertTrue(message.contains("unknown tensor optimizer.v."), message);
            assertSame(before, trainer.state());
        }
    }

    @Test
    void aBatchOfAnotherSpecIsRefused() {
        NetworkSpec spec = NetworkCase.tokens(CellType.TANH, 0);
        NetworkSpec dense = NetworkCase.dense(CellType.TANH, 1, Loss.CROSS_ENTROPY, LossAt.ALL_STEPS, 0);
        try (Network network = network(spec);
                Trainer trainer = Trainer.builder(network).build()) {
            Batch batch = NetworkCase.batch(dense, new Random(1), 2, false);
            String message = assertThrows(IllegalArgumentException.class, () -> trainer.step(batch))
                    .getMessage();
            assertTrue(message.contains("made for 2 dense inputs, 3 outputs"), message);
            assertTrue(message.contains("the network has 7 tokens, 7 outputs"), message);
        }
    }

    @Test
    void aBatchWithoutAnyCountedTargetHasLossZero() {
        NetworkSpec spec = NetworkCase.tokens(CellType.GRU, 0);
        int[] none = {-1, -1, -1, -1};
        try (Network network = network(spec);
                Trainer trainer = Trainer.builder(network).build()) {
            double[] before = weights(network);
            StepResult result = trainer.step(Batch.tokens(spec, 2, 2, new int[4], none, new int[] {0, 2}));
            assertEquals(new StepResult(1, 0, 0, 0, true), result);
            assertArrayEquals(before, weights(network));
        }
    }
}
