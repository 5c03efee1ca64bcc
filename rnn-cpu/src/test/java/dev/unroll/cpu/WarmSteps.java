package dev.unroll.cpu;

import dev.unroll.backend.CellType;
import dev.unroll.nn.Initialization;
import dev.unroll.nn.Network;
import dev.unroll.nn.NetworkSpec;
import dev.unroll.train.Batch;
import dev.unroll.train.Trainer;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Training steps of a small network on one batch, and what they allocate once they are warm. */
final class WarmSteps {
    private static final int STEPS = 100;
    private static final int FIRST_STEPS = 10;
    private static final long MOST_BYTES_PER_STEP = 999;
    /** More measurements than there are pieces of memory, or of code, that a thread may meet late. */
    private static final int MEASUREMENTS = 20;

    private static final int TIME = 20;
    private static final int ROWS = 4;
    /** No multiple of any vector's floats, as {@link #ODD}. */
    private static final int INPUTS = 19;

    private static final int HIDDEN = 32;
    private static final int ODD = 37;
    private static final int OUTPUTS = 32;

    private WarmSteps() {}

    /** Two layers on dense input. */
    static NetworkSpec numbers(CellType cell) {
        return NetworkSpec.builder()
                .dense(INPUTS)
                .layer(cell, HIDDEN)
                .layer(cell, ODD)
                .outputs(OUTPUTS)
                .build();
    }

    /** An embedding, two layers, dropout. */
    static NetworkSpec tokens() {
        return NetworkSpec.builder()
                .tokens(OUTPUTS, INPUTS)
                .layer(CellType.LSTM, HIDDEN)
                .layer(CellType.GRU, HIDDEN)
                .outputs(OUTPUTS)
                .dropout(0.2)
                .build();
    }

    /** What some steps allocated, and how many threads took part. */
    record Result(String what, AllocatedBytes bytes, int threads) {
        boolean holds() {
            return bytes.threads() == threads
                    && bytes.onWorkers() == 0
                    && bytes.onCallingThread() <= STEPS * MOST_BYTES_PER_STEP;
        }

        @Override
        public String toString() {
            return what + ", threads " + threads + ", " + STEPS + " steps: " + bytes;
        }
    }

    /**
     * Steps by Adam with clipping, until a hundred of them hold to it. On a busy machine a worker may take its first part of a kernel after any
     * number of steps; what it gets then, it keeps. What a step allocates each time is there in every measurement.
     *
     * @param seconds that may pass until they do, where that is longer than some measurements
     */
    static Result run(KernelSet kernels, int threads, NetworkSpec spec, long seconds) {
        Set<Thread> others = AllocatedBytes.liveThreads();
        try (CpuBackend backend = Program.backend(kernels, threads);
                Network network = Network.create(spec, backend, Initialization.seed(1));
                Trainer trainer = Trainer.builder(network).clipNorm(1).build()) {
            Batch batch = batch(spec, new Random(2));
            Runnable step = () -> trainer.step(batch);
            AllocatedBytes bytes = AllocatedBytes.ofBackend(others);
            Result result = new Result(spec.layers() + ", " + kernels.name(), bytes, threads);
            bytes.during(FIRST_STEPS, step);
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
            int measured = 0;
            do {
                bytes.during(STEPS, step);
                measured++;
            } while (!result.holds() && (measured < MEASUREMENTS || System.nanoTime() < end));
            return result;
        }
    }

    private static Batch batch(NetworkSpec spec, Random random) {
        int all = TIME * ROWS;
        int[] targets = random.ints(all, 0, OUTPUTS).toArray();
        if (!spec.readsTokens()) {
            double[] x = random.doubles((long) all * INPUTS, -1, 1).toArray();
            return Batch.dense(spec, TIME, ROWS, x, targets, null);
        }
        int[] lengths = {TIME, 1, TIME / 2, TIME - 1};
        for (int i = 0; i < all; i++) {
            targets[i] = i / ROWS < lengths[i % ROWS] ? targets[i] : -1;
        }
        int[] ids = random.ints(all, 0, OUTPUTS).toArray();
        return Batch.tokens(spec, TIME, ROWS, ids, targets, lengths);
    }
}
