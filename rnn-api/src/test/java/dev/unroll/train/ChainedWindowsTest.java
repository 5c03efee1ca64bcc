package dev.unroll.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.backend.CellType;
import dev.unroll.nn.BackwardRequest;
import dev.unroll.nn.Loss;
import dev.unroll.nn.LossAt;
import dev.unroll.nn.Network;
import dev.unroll.nn.NetworkSpec;
import dev.unroll.nn.NetworkState;
import dev.unroll.nn.ParameterSpec;
import dev.unroll.reference.ReferenceBackend;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two windows with the state handed on are one long window, forward and backward. */
class ChainedWindowsTest {
    private static final int STEPS = 6;
    private static final int HALF = 3;
    private static final int ROWS = NetworkCase.ROWS;

    @ParameterizedTest
    @EnumSource(CellType.class)
    void windowsEqualOneLongWindow(CellType cell) {
        NetworkSpec spec = NetworkCase.dense(cell, 2, Loss.CROSS_ENTROPY, LossAt.ALL_STEPS, 0);
        Random random = new Random(5);
        double[] x = NetworkCase.values(random, STEPS * ROWS * 2, 1);
        int[] targets = NetworkCase.ints(random, STEPS * ROWS, 3);
        try (ReferenceBackend backend = new ReferenceBackend();
                Network network = new Network(spec, backend);
                GradientPass pass = new GradientPass(network);
                NetworkState middle = NetworkState.zeros(network, ROWS);
                NetworkState middleGradient = NetworkState.zeros(network, ROWS)) {
            NetworkCase.fill(network, random);
            double[] outputs = network.read(pass.forward(Batch.dense(spec, STEPS, ROWS, x, targets, null))
                    .outputs());
            Batch whole = Batch.dense(spec, STEPS, ROWS, x, targets, null);
            double loss = pass.run(whole, BackwardRequest.PARAMETERS).loss();
            double[] expected = gradients(network);

            Batch first = part(spec, x, targets, 0);
            middle.copyFrom(pass.forward(first).finalState());
            Batch second = part(spec, x, targets, 1).startingFrom(middle);
            GradientPass.Result late = pass.run(second, BackwardRequest.EVERYTHING);
            double[] lateOutputs = network.read(late.activations().outputs());
            middleGradient.copyFrom(late.gradients().initial());
            double[] sum = gradients(network);
            GradientPass.Result early = pass.run(first, BackwardRequest.PARAMETERS.withFinalGradient(middleGradient));
            double[] earlyGradients = gradients(network);
            for (int i = 0; i < sum.length; i++) {
                // Each window's loss is a mean over half the steps.
                sum[i] = (sum[i] + earlyGradients[i]) / 2;
            }

            assertArrayEquals(Arrays.copyOfRange(outputs, outputs.length / 2, outputs.length), lateOutputs, "outputs");
            assertEquals(loss, (early.loss() + late.loss()) / 2, 1e-14, "loss");
            assertArrayEquals(expected, sum, 1e-14, "gradients");
        }
    }

    @ParameterizedTest
    @EnumSource(LossAt.class)
    void gradientOfTheFinalStateAddsToThatOfTheLoss(LossAt at) {
        NetworkSpec spec = NetworkCase.dense(CellType.LSTM, 2, Loss.MEAN_SQUARED_ERROR, at, 0);
        Random random = new Random(6);
        try (ReferenceBackend backend = new ReferenceBackend();
                Network network = new Network(spec, backend);
                GradientPass pass = new GradientPass(network);
                NetworkState weight = NetworkCase.state(network, random, ROWS);
                NetworkState start = NetworkCase.state(network, random, ROWS)) {
            NetworkCase.fill(network, random);
            Batch batch = NetworkCase.batch(spec, random, HALF, true).startingFrom(start);
            BackwardRequest request = BackwardRequest.EVERYTHING.withFinalGradient(weight);
            double[] gradient = pass.run(batch, request).gradients().initial().readH(0);
            double[] h = start.readH(0);
            for (int i = 0; i < h.length; i++) {
                double quotient = (weighted(pass, batch, start, weight, h, i, 1e-5)
                                - weighted(pass, batch, start, weight, h, i, -1e-5))
                        / 2e-5;
                assertEquals(quotient, gradient[i], 1e-9, "h0[" + i + "]");
            }
        }
    }

    /** Loss plus the final state times {@code weight}, with one element of h0 moved. */
    private static double weighted(
            GradientPass pass, Batch batch, NetworkState start, NetworkState weight, double[] h, int i, double by) {
        double[] moved = h.clone();
        moved[i] += by;
        start.writeH(0, moved);
        double sum = pass.run(batch, BackwardRequest.PARAMETERS).loss();
        NetworkState end = pass.forward(batch).finalState();
        for (int k = 0; k < end.layers(); k++) {
            sum += dot(end.readH(k), weight.readH(k)) + dot(end.readC(k), weight.readC(k));
        }
        start.writeH(0, h);
        return sum;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    @Test
    void trainerAndEvaluationCarryTheStateOn() {
        NetworkSpec spec = NetworkCase.dense(CellType.LSTM, 2, Loss.CROSS_ENTROPY, LossAt.ALL_STEPS, 0);
        Random random = new Random(7);
        double[] x = NetworkCase.values(random, STEPS * ROWS * 2, 1);
        int[] targets = NetworkCase.ints(random, STEPS * ROWS, 3);
        try (ReferenceBackend backend = new ReferenceBackend();
                Network network = new Network(spec, backend);
                Trainer trainer =
                        Trainer.builder(network).optimizer(Sgd.rate(0)).build()) {
            NetworkCase.fill(network, random);
            Batch whole = Batch.dense(spec, STEPS, ROWS, x, targets, null);
            Batch first = part(spec, x, targets, 0);
            Batch second = part(spec, x, targets, 1).continued();
            double expected = trainer.evaluate(List.of(whole)).meanLoss();
            assertEquals(expected, trainer.evaluate(List.of(first, second)).meanLoss(), 1e-14);
            double trained = (trainer.step(first).loss() + trainer.step(second).loss()) / 2;
            assertEquals(expected, trained, 1e-14);
            assertEquals(expected, trainer.step(List.of(first, second)).loss(), 1e-14);
            assertTrue(Math.abs(trainer.step(part(spec, x, targets, 1)).loss()
                            - trainer.step(second).loss())
                    > 1e-6);
        }
    }

    @Test
    void aContinuedBatchNeedsAStateOfItsRows() {
        NetworkSpec spec = NetworkCase.dense(CellType.TANH, 1, Loss.CROSS_ENTROPY, LossAt.ALL_STEPS, 0);
        Batch batch = NetworkCase.batch(spec, new Random(8), 2, false);
        try (ReferenceBackend backend = new ReferenceBackend();
                Network network = new Network(spec, backend);
                Trainer trainer = Trainer.builder(network).build()) {
            IllegalStateException none =
                    assertThrows(IllegalStateException.class, () -> trainer.step(batch.continued()));
            assertTrue(none.getMessage().contains("no state to continue from"), none.getMessage());
            trainer.step(batch);
            Batch narrow =
                    Batch.dense(spec, 1, 2, new double[4], new int[2], null).continued();
            IllegalArgumentException rows = assertThrows(IllegalArgumentException.class, () -> trainer.step(narrow));
            assertTrue(
                    rows.getMessage().contains("continued with 2 rows, but the state before has 4"), rows.getMessage());
            trainer.resetState();
            assertThrows(IllegalStateException.class, () -> trainer.step(batch.continued()));
        }
    }

    private static Batch part(NetworkSpec spec, double[] x, int[] targets, int half) {
        int size = HALF * ROWS;
        return Batch.dense(
                spec,
                HALF,
                ROWS,
                Arrays.copyOfRange(x, half * size * 2, (half + 1) * size * 2),
                Arrays.copyOfRange(targets, half * size, (half + 1) * size),
                null);
    }

    private static double[] gradients(Network network) {
        return network.spec().parameters().stream()
                .map(ParameterSpec::name)
                .flatMapToDouble(name -> Arrays.stream(network.readGradient(name)))
                .toArray();
    }
}
