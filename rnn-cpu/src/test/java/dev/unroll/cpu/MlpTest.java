package dev.unroll.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.backend.Backend;
import dev.unroll.conformance.Comparison;
import dev.unroll.nn.Mlp;
import dev.unroll.nn.MlpSpec;
import dev.unroll.nn.ParameterSpec;
import dev.unroll.reference.ReferenceBackend;
import dev.unroll.train.Adam;
import dev.unroll.train.MlpTrainer;
import dev.unroll.train.WindowBatch;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The feed-forward network on this backend: the reference's gradients, and the same bits on any number of threads. */
class MlpTest {
    private static final MlpSpec SPEC = new MlpSpec(97, 13, 5, 37, 97, 0.3);
    private static final double BOUND = 1e-10;

    @Test
    void gradientsAreTheReferences() {
        Map<String, double[]> expected;
        Map<String, double[]> computed;
        try (Backend reference = new ReferenceBackend();
                Backend cpu = cpu(2)) {
            expected = gradients(reference);
            computed = gradients(cpu);
        }
        for (ParameterSpec parameter : SPEC.parameters()) {
            String name = parameter.name();
            Comparison comparison = Comparison.of(name, computed.get(name), expected.get(name), BOUND);
            assertTrue(comparison.agrees(), comparison::toString);
        }
        assertEquals(5, expected.size());
    }

    @Test
    void sameBitsWhateverTheThreads() {
        double[] once = trained(1);
        assertArrayEquals(once, trained(1), "the same seed again");
        assertArrayEquals(once, trained(2), "two threads");
        assertArrayEquals(once, trained(5), "five threads");
    }

    private static Map<String, double[]> gradients(Backend backend) {
        try (Mlp mlp = Mlp.create(SPEC, backend, 2);
                MlpTrainer trainer = new MlpTrainer(mlp, Adam.rate(1e-3), 5, 1)) {
            trainer.gradients(batch(new Random(4), 71));
            return SPEC.parameters().stream()
                    .map(ParameterSpec::name)
                    .collect(Collectors.toMap(Function.identity(), mlp::readGradient));
        }
    }

    private static double[] trained(int threads) {
        Random random = new Random(6);
        try (Backend backend = cpu(threads);
                Mlp mlp = Mlp.create(SPEC, backend, 2);
                MlpTrainer trainer = new MlpTrainer(mlp, Adam.rate(1e-3), 5, 1)) {
            for (int i = 0; i < 30; i++) {
                trainer.step(batch(random, 140));
            }
            return SPEC.parameters().stream()
                    .map(ParameterSpec::name)
                    .map(mlp::read)
                    .flatMapToDouble(Arrays::stream)
                    .toArray();
        }
    }

    private static WindowBatch batch(Random random, int rows) {
        int[] ids =
                random.ints((long) rows * SPEC.window(), 0, SPEC.vocabulary()).toArray();
        int[] targets = random.ints(rows, -1, SPEC.outputs()).toArray();
        return new WindowBatch(SPEC.window(), rows, ids, targets);
    }

    private static Backend cpu(int threads) {
        KernelSet kernels = KernelSet.pick(true);
        return new CpuBackend(CpuProvider.device(kernels), kernels, threads);
    }
}
