package dev.unroll.conformance;

import dev.unroll.backend.Backend;
import dev.unroll.backend.CellType;
import dev.unroll.nn.Initialization;
import dev.unroll.nn.Network;
import dev.unroll.nn.NetworkSpec;
import dev.unroll.nn.ParameterSpec;
import dev.unroll.train.Batch;
import dev.unroll.train.Trainer;
import java.util.Random;
import java.util.stream.DoubleStream;

/**
 * A small network of two layers in training, with dropout, clipping and batches of many lengths: for what a backend promises beside its
 * numbers. Two runs of the same cell take the same steps, so that one can be disturbed and compared with the other bit for bit.
 */
public final class TrainingRun implements AutoCloseable {
    /** Rows of a batch. */
    public static final int ROWS = 11;

    private static final int STEPS = 7;
    private static final int VOCABULARY = 23;

    private final NetworkSpec spec;
    private final Network network;
    private final Trainer trainer;
    private final Random data = new Random(3);

    /** Puts network and trainer on the backend, which stays the caller's. */
    public TrainingRun(Backend backend, CellType cell) {
        spec = NetworkSpec.builder()
                .tokens(VOCABULARY, 6)
                .layer(cell, 17)
                .layer(cell, 9)
                .outputs(VOCABULARY)
                .dropout(0.2)
                .build();
        network = Network.create(spec, backend, Initialization.seed(1));
        try {
            trainer = Trainer.builder(network).clipNorm(1).dropoutSeed(1).build();
        } catch (RuntimeException failure) {
            network.close();
            throw failure;
        }
    }

    /** One step on a batch that follows from what was drawn before it; its loss. */
    public double step() {
        return trainer.step(batch(STEPS)).loss();
    }

    /** The next batch, of so many time steps. */
    public Batch batch(int steps) {
        return batch(steps, ROWS, data);
    }

    /** A batch of so many time steps and rows, with those behind it as if it had not been asked for. */
    public Batch batchAside(int steps, int rows) {
        return batch(steps, rows, new Random(4));
    }

    private Batch batch(int steps, int n, Random source) {
        int[] ids = source.ints((long) steps * n, 0, VOCABULARY).toArray();
        int[] targets = source.ints((long) steps * n, 0, VOCABULARY).toArray();
        int[] lengths = source.ints(n, 0, steps + 1).toArray();
        lengths[0] = steps;
        for (int t = 0; t < steps; t++) {
            for (int row = 0; row < n; row++) {
                targets[t * n + row] = t < lengths[row] ? targets[t * n + row] : -1;
            }
        }
        return Batch.tokens(spec, steps, n, ids, targets, lengths);
    }

    /** What trains. */
    public Trainer trainer() {
        return trainer;
    }

    /** What is trained. */
    public Network network() {
        return network;
    }

    /** Every parameter, in the order of the network. */
    public double[] weights() {
        return spec.parameters().stream()
                .map(ParameterSpec::name)
                .flatMapToDouble(name -> DoubleStream.of(network.read(name)))
                .toArray();
    }

    /** All parameters after so many steps of a run of its own. */
    public static double[] weights(Backend backend, CellType cell, int steps) {
        try (TrainingRun run = new TrainingRun(backend, cell)) {
            for (int i = 0; i < steps; i++) {
                run.step();
            }
            return run.weights();
        }
    }

    @Override
    public void close() {
        trainer.close();
        network.close();
    }
}
