package dev.unroll.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.unroll.backend.Backend;
import dev.unroll.backend.CellType;
import dev.unroll.conformance.TrainingRun;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Fifty steps of training end with the same bits: run again, and on one, two, three and five threads. */
class RepeatableTrainingTest {
    private static final int STEPS = 50;

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
        KernelSet kernels = KernelSet.pick(true);
        try (Backend backend = new CpuBackend(CpuProvider.device(kernels), kernels, threads)) {
            return TrainingRun.weights(backend, cell, STEPS);
        }
    }
}
