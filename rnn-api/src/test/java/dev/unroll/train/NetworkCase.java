package dev.unroll.train;

import dev.unroll.backend.CellType;
import dev.unroll.nn.Loss;
import dev.unroll.nn.LossAt;
import dev.unroll.nn.Network;
import dev.unroll.nn.NetworkSpec;
import dev.unroll.nn.NetworkState;
import java.util.Random;

/** Tiny networks and batches with seeded contents. */
public final class NetworkCase {
    /** Time steps. */
    public static final int STEPS = 4;
    /** Batch rows. */
    public static final int ROWS = 4;

    private NetworkCase() {}

    public static NetworkSpec dense(CellType cell, int layers, Loss loss, LossAt at, double dropout) {
        NetworkSpec.Builder builder = NetworkSpec.builder().dense(2);
        for (int k = 0; k < layers; k++) {
            builder.layer(cell, 3 + k % 2);
        }
        return builder.outputs(3).loss(loss).lossAt(at).dropout(dropout).build();
    }

    public static NetworkSpec tokens(CellType cell, double dropout) {
        return NetworkSpec.builder()
                .tokens(7, 3)
                .layer(cell, 4)
                .layer(cell, 3)
                .outputs(7)
                .dropout(dropout)
                .build();
    }

    /** Parameters uniform in ±0.8: far enough from 0 that every gradient can be seen. */
    public static void fill(Network network, Random random) {
        for (var parameter : network.spec().parameters()) {
            network.write(parameter.name(), values(random, parameter.size(), 0.8));
        }
    }

    public static double[] values(Random random, int count, double bound) {
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) ((2 * random.nextDouble() - 1) * bound);
        }
        return values;
    }

    public static int[] ints(Random random, int count, int bound) {
        return random.ints(count, 0, bound).toArray();
    }

    /** A batch for any of the specs; with lengths 2, T, 0, T-1 when padded. */
    public static Batch batch(NetworkSpec spec, Random random, int steps, boolean padded) {
        int[] lengths = padded ? new int[] {2, steps, 0, steps - 1} : null;
        int head = spec.headRows(steps, ROWS);
        if (spec.readsTokens()) {
            int[] ids = ints(random, steps * ROWS, spec.vocabulary());
            return Batch.tokens(spec, steps, ROWS, ids, ints(random, head, spec.outputs()), lengths);
        }
        double[] x = values(random, steps * ROWS * spec.inputSize(), 1);
        if (spec.loss() == Loss.CROSS_ENTROPY) {
            return Batch.dense(spec, steps, ROWS, x, ints(random, head, spec.outputs()), lengths);
        }
        return Batch.regression(spec, steps, ROWS, x, values(random, head * spec.outputs(), 1), lengths);
    }

    public static NetworkState state(Network network, Random random, int rows) {
        NetworkState state = NetworkState.zeros(network, rows);
        for (int k = 0; k < state.layers(); k++) {
            state.writeH(k, values(random, Math.toIntExact(state.h(k).size()), 0.7));
            if (state.c(k) != null) {
                state.writeC(k, values(random, Math.toIntExact(state.h(k).size()), 0.7));
            }
        }
        return state;
    }
}
