package dev.unroll.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.unroll.backend.Backend;
import dev.unroll.backend.CellType;
import dev.unroll.backend.Device;
import dev.unroll.nn.Initialization;
import dev.unroll.nn.Network;
import dev.unroll.nn.NetworkSpec;
import dev.unroll.nn.ParameterSpec;
import dev.unroll.train.Batch;
import dev.unroll.train.Trainer;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Fifty steps of training end with the same bits: run again, and on one, two, three and five threads. */
class RepeatableTrainingTest {
    private static final int STEPS = 50;
    private static final int T = 7;
    private static final int N = 5;
    private static final int V = 23;

    @ParameterizedTest
    @EnumSource(CellType.class)
    void sameBitsWhateverTheThreads(CellType cell) {
        double[] once = train(cell, 1);
        assertArrayEquals(once, train(cell, 1), "the same seed again");
        assertArrayEquals(once, train(cell, 2), "two threads");
        assertArrayEquals(once, train(cell, 3), "three threads");
        assertArrayEquals(once, train(cell, 5), "five threads");
    }

    private static double[] train(CellType cell, int threads) {
        NetworkSpec spec = NetworkSpec.builder()
                .tokens(V, 6)
                .layer(cell, 17)
                .layer(cell, 9)
                .outputs(V)
                .dropout(0.2)
                .build();
        KernelSet kernels = KernelSet.pick(true);
        Device device = CpuProvider.device(kernels);
        Random data = new Random(3);
        try (Backend backend = new CpuBackend(device, kernels, threads);
                Network network = Network.create(spec, backend, Initialization.seed(1));
                Trainer trainer =
                        Trainer.builder(network).clipNorm(1).dropoutSeed(1).build()) {
            for (int i = 0; i < STEPS; i++) {
                trainer.step(batch(spec, data));
            }
            return spec.parameters().stream()
                    .map(ParameterSpec::name)
                    .flatMapToDouble(name -> DoubleStream.of(network.read(name)))
                    .toArray();
        }
    }

    private static Batch batch(NetworkSpec spec, Random data) {
        int[] ids = data.ints((long) T * N, 0, V).toArray();
        int[] targets = data.ints((long) T * N, 0, V).toArray();
        int[] lengths = data.ints(N, 0, T + 1).toArray();
        lengths[0] = T;
        for (int t = 0; t < T; t++) {
            for (int n = 0; n < N; n++) {
                targets[t * N + n] = t < lengths[n] ? targets[t * N + n] : -1;
            }
        }
        return Batch.tokens(spec, T, N, ids, targets, lengths);
    }
}
