package dev.unroll.bench.compare;

import dev.unroll.backend.Backend;
import dev.unroll.nn.Initialization;
import dev.unroll.nn.Mlp;
import dev.unroll.nn.MlpSpec;
import dev.unroll.nn.Network;
import dev.unroll.nn.NetworkSpec;
import dev.unroll.train.Adam;
import dev.unroll.train.Batch;
import dev.unroll.train.GradientPass;
import dev.unroll.train.MlpTrainer;
import dev.unroll.train.StepResult;
import dev.unroll.train.Trainer;
import dev.unroll.train.WindowBatch;

/** A network that learns the order of two marks. */
interface OrderLearner extends AutoCloseable {
    /** One step on these sequences. */
    StepResult step(TemporalOrder sequences);

    /** The outputs {@code [count * CLASSES]}. */
    double[] outputs(TemporalOrder sequences);

    @Override
    void close();

    /** The recurrent network, which reads all symbols one after the other. */
    final class Recurrent implements OrderLearner {
        private final NetworkSpec spec;
        private final Network network;
        private final Trainer trainer;
        private final GradientPass pass;

        Recurrent(NetworkSpec spec, Backend backend, double rate, long seed) {
            this.spec = spec;
            // With forget gates that begin half shut the marks fade, and three seeds of five had learned nothing after
            // 500 steps; with a
            // bias of 1 (Gers, Schmidhuber and Cummins, Neural Computation 12(10), 2000) six of six took 126 steps or
            // fewer.
            Initialization open = Initialization.seed(seed).withForgetBias(1);
            network = Network.create(spec, backend, open);
            trainer = Trainer.builder(network)
                    .optimizer(Adam.rate(rate))
                    .clipNorm(OrderComparison.CLIP_NORM)
                    .build();
            pass = new GradientPass(network);
        }

        @Override
        public StepResult step(TemporalOrder sequences) {
            return trainer.step(batch(sequences));
        }

        @Override
        public double[] outputs(TemporalOrder sequences) {
            return pass.logits(batch(sequences));
        }

        private Batch batch(TemporalOrder sequences) {
            int[] ids = sequences.timeMajor();
            return Batch.tokens(spec, TemporalOrder.STEPS, sequences.count(), ids, sequences.classes(), null);
        }

        @Override
        public void close() {
            pass.close();
            trainer.close();
            network.close();
        }
    }

    /** The feed-forward network, which reads the last symbols side by side. */
    final class Window implements OrderLearner {
        private final MlpSpec spec;
        private final Mlp network;
        private final MlpTrainer trainer;

        Window(MlpSpec spec, Backend backend, double rate, long seed) {
            this.spec = spec;
            network = Mlp.create(spec, backend, seed);
            trainer = new MlpTrainer(network, Adam.rate(rate), OrderComparison.CLIP_NORM, seed);
        }

        @Override
        public StepResult step(TemporalOrder sequences) {
            return trainer.step(batch(sequences));
        }

        @Override
        public double[] outputs(TemporalOrder sequences) {
            return trainer.logits(batch(sequences));
        }

        private WindowBatch batch(TemporalOrder sequences) {
            int window = spec.window();
            return new WindowBatch(window, sequences.count(), sequences.last(window), sequences.classes());
        }

        @Override
        public void close() {
            trainer.close();
            network.close();
        }
    }
}
