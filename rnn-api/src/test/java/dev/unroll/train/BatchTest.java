package dev.unroll.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.backend.CellType;
import dev.unroll.nn.Initialization;
import dev.unroll.nn.Loss;
import dev.unroll.nn.LossAt;
import dev.unroll.nn.Network;
import dev.unroll.nn.NetworkSpec;
import dev.unroll.reference.ReferenceBackend;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class BatchTest {
    private static final NetworkSpec TOKENS = NetworkCase.tokens(CellType.TANH, 0);
    private static final NetworkSpec NUMBERS =
            NetworkCase.dense(CellType.TANH, 1, Loss.MEAN_SQUARED_ERROR, LossAt.ALL_STEPS, 0);

    private static void refuses(String expected, Executable action) {
        String message = assertThrows(IllegalArgumentException.class, action).getMessage();
        assertTrue(message.contains(expected), message);
    }

    @Test
    void messagesNamePositionAndValue() {
        refuses(
                "ids: 7 at step 1, row 0; expected 0 to 6",
                () -> Batch.tokens(TOKENS, 2, 2, new int[] {0, 1, 7, 2}, new int[4], null));
        refuses(
                "ids: -1 at step 0, row 1",
                () -> Batch.tokens(TOKENS, 2, 2, new int[] {0, -1, 0, 0}, new int[4], null));
        refuses("ids: 3 elements; expected 4", () -> Batch.tokens(TOKENS, 2, 2, new int[3], new int[4], null));
        refuses(
                "targets: 7 at step 1, row 1; expected 0 to 6, or -1",
                () -> Batch.tokens(TOKENS, 2, 2, new int[4], new int[] {0, -1, 0, 7}, null));
        refuses("targets: -2 at", () -> Batch.tokens(TOKENS, 1, 1, new int[1], new int[] {-2}, null));
        refuses(
                "lengths: 3 at row 1; expected 0 to 2",
                () -> Batch.tokens(TOKENS, 2, 2, new int[4], new int[4], new int[] {0, 3}));
        refuses(
                "lengths: 1 elements; expected 2",
                () -> Batch.tokens(TOKENS, 2, 2, new int[4], new int[4], new int[] {1}));
        refuses(
                "x: NaN at step 1, row 0, column 1",
                () -> Batch.regression(NUMBERS, 2, 1, new double[] {0, 0, 0, Double.NaN}, new double[6], null));
        refuses(
                "targets: Infinity at step 0, row 0, column 2",
                () -> Batch.regression(
                        NUMBERS, 1, 1, new double[2], new double[] {0, 0, Double.POSITIVE_INFINITY}, null));
        refuses("0 steps", () -> Batch.tokens(TOKENS, 0, 2, new int[0], new int[0], null));
    }

    @Test
    void theKindMustFitTheNetwork() {
        refuses(
                "ids: given for a network with dense input",
                () -> Batch.tokens(NUMBERS, 1, 1, new int[1], new int[1], null));
        refuses(
                "x: dense input for a network of 7 tokens",
                () -> Batch.dense(TOKENS, 1, 1, new double[3], new int[1], null));
        refuses(
                "targets: classes for a network with loss MEAN_SQUARED_ERROR",
                () -> Batch.dense(NUMBERS, 1, 1, new double[2], new int[1], null));
        refuses(
                "targets: numbers for a network with loss CROSS_ENTROPY",
                () -> Batch.tokenRegression(TOKENS, 1, 1, new int[1], new double[7], null));
    }

    @Test
    void countsLeaveOutPaddingAndUncountedTargets() {
        int[] lengths = {2, 1};
        assertEquals(
                2,
                Batch.tokens(TOKENS, 2, 2, new int[4], new int[] {0, -1, 0, 5}, lengths)
                        .count());
        assertEquals(
                9,
                Batch.regression(NUMBERS, 2, 2, new double[8], new double[12], lengths)
                        .count());
        NetworkSpec last = NetworkCase.dense(CellType.TANH, 1, Loss.MEAN_SQUARED_ERROR, LossAt.LAST_STEP, 0);
        int[] withEmpty = {2, 0};
        assertEquals(
                3,
                Batch.regression(last, 2, 2, new double[8], new double[6], withEmpty)
                        .count());
    }

    @Test
    void paddingIsZeroedOrKeptAndInfluencesNothing() {
        int[] lengths = {1, 2};
        double[] x = {1, 2, 3, 4, 9, Double.NaN, 5, 6};
        double[] targets = new double[12];
        Batch zeroed = Batch.regression(NUMBERS, 2, 2, x, targets, lengths);
        assertEquals(0, zeroed.reals()[4]);
        assertEquals(0, zeroed.reals()[5]);
        refuses("x: NaN at step 1, row 0", () -> Batch.regression(NUMBERS, 2, 2, x, targets, lengths, Padding.KEPT));
        x[5] = 9;
        targets[6] = 1e9;
        Batch kept = Batch.regression(NUMBERS, 2, 2, x, targets, lengths, Padding.KEPT);
        assertEquals(9, kept.reals()[4]);
        try (ReferenceBackend backend = new ReferenceBackend();
                Network network = Network.create(NUMBERS, backend, Initialization.seed(1));
                GradientPass pass = new GradientPass(network)) {
            assertEquals(pass.loss(zeroed), pass.loss(kept));
        }
    }

    @Test
    void whatTheCallerDoesLaterDoesNotMatter() {
        int[] ids = {1, 2};
        Batch batch = Batch.tokens(TOKENS, 1, 2, ids, new int[2], null);
        ids[0] = 6;
        assertEquals(1, batch.ints()[0]);
    }

    @Test
    void tokensCanHaveNumbersAsTargets() {
        NetworkSpec spec = NetworkSpec.builder()
                .tokens(4, 2)
                .layer(CellType.GRU, 3)
                .outputs(1)
                .loss(Loss.MEAN_SQUARED_ERROR)
                .lossAt(LossAt.LAST_STEP)
                .build();
        Batch batch =
                Batch.tokenRegression(spec, 3, 2, NetworkCase.ints(new Random(1), 6, 4), new double[] {1, -1}, null);
        try (ReferenceBackend backend = new ReferenceBackend();
                Network network = Network.create(spec, backend, Initialization.seed(1));
                Trainer trainer =
                        Trainer.builder(network).optimizer(Adam.rate(0.05)).build()) {
            double first = trainer.step(batch).loss();
            for (int i = 0; i < 30; i++) {
                trainer.step(batch);
            }
            assertTrue(trainer.step(batch).loss() < first / 4, "one batch must be learned by heart");
        }
    }
}
