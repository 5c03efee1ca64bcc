package dev.unroll.cuda;

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

/** A small network of two layers in training, with dropout, clipping and batches of many lengths. */
final class TrainingRun implements AutoCloseable {
    static final int STEPS = 12;
    private static final int T = 7;
    static final int ROWS = 11;
    private static final int V = 13;

    private final NetworkSpec spec;
    private final Network network;
    private final Trainer trainer;
    private final Random data = new Random(3);

    TrainingRun(Backend backend, CellType cell) {
        spec = NetworkSpec.builder()
                .tokens(V, 6)
                .layer(cell, 9)
                .layer(cell, 5)
                .outputs(V)
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

    /** One step on a batch that follows from the number of steps before it. */
    double step() {
        return trainer.step(batch(T)).loss();
    }

    /** A batch of so many steps. */
    Batch batch(int steps) {
        return batch(steps, ROWS, data);
    }

    private Batch batch(int steps, int rows, Random data) {
        int[] ids = data.ints((long) steps * rows, 0, V).toArray();
        int[] targets = data.ints((long) steps * rows, 0, V).toArray();
        int[] lengths = data.ints(rows, 0, steps + 1).toArray();
        lengths[0] = steps;
        for (int t = 0; t < steps; t++) {
            for (int n = 0; n < rows; n++) {
                targets[t * rows + n] = t < lengths[n] ? targets[t * rows + n] : -1;
            }
        }
        return Batch.tokens(spec, steps, rows, ids, targets, lengths);
    }

    /** The same, with the batches behind it as if it had not been asked for. */
    Batch batchAside(int steps, int rows) {
        return batch(steps, rows, new Random(4));
    }

    Trainer trainer() {
        return trainer;
    }

    Network network() {
        return network;
    }

    /** Every parameter. */
    double[] weights() {
        return spec.parameters().stream()
                .map(ParameterSpec::name)
                .flatMapToDouble(name -> DoubleStream.of(network.read(name)))
                .toArray();
    }

    /** All parameters after {@link #STEPS} steps. */
    static double[] weights(Backend backend, CellType cell) {
        try (TrainingRun run = new TrainingRun(backend, cell)) {
            for (int i = 0; i < STEPS; i++) {
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
