package dev.unroll.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.backend.CellType;
import dev.unroll.ledger.GradientFlow.Mark;
import dev.unroll.nn.Initialization;
import dev.unroll.nn.Loss;
import dev.unroll.nn.LossAt;
import dev.unroll.nn.Network;
import dev.unroll.nn.NetworkSpec;
import dev.unroll.nn.Scheme;
import dev.unroll.reference.ReferenceBackend;
import dev.unroll.train.Batch;
import dev.unroll.train.Sgd;
import dev.unroll.train.Trainer;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * What the theory says of gradients over a hundred steps, from a loss at the last one (Bengio, Simard, Frasconi 1994; Hochreiter and
 * Schmidhuber 1997; Le, Jaitly, Hinton 2015): slopes in decades for each step back, with margins.
 */
class VanishingGradientTest {
    private static final int STEPS = 100;
    private static final int HIDDEN = 32;

    /** One layer that is asked at the last step for the first value. */
    private static GradientFlow flow(CellType cell, Scheme scheme, double forgetBias, long seed, int training) {
        NetworkSpec spec = NetworkSpec.builder()
                .dense(1)
                .layer(cell, HIDDEN)
                .outputs(1)
                .loss(Loss.MEAN_SQUARED_ERROR)
                .lossAt(LossAt.LAST_STEP)
                .build();
        double[] x = new Random(seed).doubles(STEPS, -1, 1).toArray();
        Batch batch = Batch.regression(spec, STEPS, 1, x, new double[] {x[0]}, null);
        Initialization how = new Initialization(scheme, forgetBias, seed);
        try (ReferenceBackend backend = new ReferenceBackend();
                Network network = Network.create(spec, backend, how);
                Trainer trainer = Trainer.builder(network)
                        .optimizer(Sgd.rate(1e-3))
                        .clipNorm(1)
                        .build()) {
            for (int i = 0; i < training; i++) {
                trainer.step(batch);
            }
            return GradientFlow.of(GradientLedger.write(network, batch)).get(0);
        }
    }

    private static double share(GradientFlow flow, int back) {
        return flow.through().get(STEPS - 1 - back) / flow.through().get(STEPS - 1);
    }

    @Test
    void tanhDecays() {
        for (long seed = 1; seed <= 3; seed++) {
            GradientFlow flow = flow(CellType.TANH, Scheme.UNIFORM, 0, seed, 0);
            double slope = flow.decadesPerStepBack();
            assertTrue(slope < -0.15 && slope > -0.6, "seed " + seed + ": " + slope);
            assertTrue(share(flow, 90) < 1e-12, "seed " + seed + ": " + share(flow, 90));
            assertTrue(
                    flow.steps(Mark.VANISHED).size() + flow.steps(Mark.FLUSHED).size() > 70, "seed " + seed);
        }
    }

    /** The identity passes on whatever its units let through; clipped training leaves it so. */
    @Test
    void reluThatBeginsWithTheIdentityStaysFlat() {
        for (long seed = 1; seed <= 3; seed++) {
            for (int training : new int[] {0, 50}) {
                GradientFlow flow = flow(CellType.RELU, Scheme.IDENTITY, 0, seed, training);
                double slope = flow.decadesPerStepBack();
                String which = "seed " + seed + " after " + training + " steps: ";
                assertTrue(Math.abs(slope) < 0.03, which + slope);
                // A unit that falls to zero lets nothing through from before: over a hundred steps of noise that adds
                // up to little.
                assertTrue(flow.steps(Mark.VANISHED).size() <= STEPS / 10, which + flow.steps(Mark.VANISHED));
                assertTrue(share(flow, 90) > 1e-4, which + share(flow, 90));
                assertEquals(List.of(), flow.steps(Mark.EXPLODED), which);
            }
        }
    }

    /** An LSTM forgets as fast as its forget gates are shut: quickly at a half, hardly when their bias holds them open. */
    @Test
    void anLstmsForgetGatesDecide() {
        for (long seed = 1; seed <= 3; seed++) {
            double half = flow(CellType.LSTM, Scheme.UNIFORM, 0, seed, 0).decadesPerStepBack();
            double open = flow(CellType.LSTM, Scheme.UNIFORM, 3, seed, 0).decadesPerStepBack();
            assertTrue(half < -0.1, "seed " + seed + ": " + half);
            assertTrue(open > -0.04 && open < 0.03, "seed " + seed + ": " + open);
            GradientFlow gated = flow(CellType.LSTM, Scheme.UNIFORM, 3, seed, 0);
            assertTrue(share(gated, 90) > 1e9 * share(flow(CellType.TANH, Scheme.UNIFORM, 0, seed, 0), 90));
            assertFalse(gated.cellTemporal().get(0) == 0, "the path of the cell state reaches the first step");
        }
    }

    @Test
    void anExplosionIsMarked() {
        GradientFlow flow = new GradientFlowOf(3).flow();
        assertTrue(flow.decadesPerStepBack() > 0.2, () -> "slope " + flow.decadesPerStepBack());
        assertEquals(3, flow.spectralNorm(), 1e-9);
        assertTrue(
                flow.steps(Mark.EXPLODED).contains(0) && flow.steps(Mark.FINE).contains(STEPS - 1));
    }

    /** A ReLU layer with R a multiple of the identity. */
    private record GradientFlowOf(double factor) {
        GradientFlow flow() {
            NetworkSpec spec = NetworkSpec.builder()
                    .dense(1)
                    .layer(CellType.RELU, 2)
                    .outputs(1)
                    .loss(Loss.MEAN_SQUARED_ERROR)
                    .lossAt(LossAt.LAST_STEP)
                    .build();
            try (ReferenceBackend backend = new ReferenceBackend();
                    Network network = new Network(spec, backend)) {
                network.write("weight_ih_l0", new double[] {1, 0.5});
                network.write("weight_hh_l0", new double[] {factor, 0, 0, factor});
                network.write("linear.weight", new double[] {1, 1});
                double[] x = new Random(1).doubles(STEPS, 0.1, 1).toArray();
                Batch batch = Batch.regression(spec, STEPS, 1, x, new double[] {0}, null);
                return GradientFlow.of(GradientLedger.write(network, batch)).get(0);
            }
        }
    }
}
