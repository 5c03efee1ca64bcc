package dev.unroll.backend;

import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Random weights, input and initial state of one layer. */
final class RecurrentProblem {
    private static final double PADDING = 9;

    final RecurrentSpec spec;
    final int @Nullable [] lengths;
    final double[] x;
    final double[] h0;
    final double[] c0;
    final double[] w;
    final double[] r;
    final double[] biasInput;
    final double[] biasHidden;

    RecurrentProblem(RecurrentSpec spec, int @Nullable [] lengths, long seed) {
        Random random = new Random(seed);
        this.spec = spec;
        this.lengths = lengths;
        int state = spec.batch() * spec.hiddenSize();
        x = values(random, spec.steps() * spec.batch() * spec.inputSize());
        h0 = values(random, state);
        c0 = spec.cell().hasCellState() ? values(random, state) : new double[state];
        w = values(random, spec.gateSize() * spec.inputSize());
        r = values(random, spec.gateSize() * spec.hiddenSize());
        biasInput = values(random, spec.gateSize());
        biasHidden = values(random, spec.gateSize());
        fillPadding(x, spec.inputSize());
    }

    boolean isValid(int t, int n) {
        return lengths == null || t < lengths[n];
    }

    /** Random values for every valid row of {@code [T*N, columns]}, large ones in padding, which nobody may read. */
    double[] rows(long seed, int columns) {
        double[] values = values(new Random(seed), spec.steps() * spec.batch() * columns);
        fillPadding(values, columns);
        return values;
    }

    static double[] values(Random random, int count) {
        return random.doubles(count, -1, 1).toArray();
    }

    private void fillPadding(double[] values, int columns) {
        for (int i = 0; i < values.length; i++) {
            int row = i / columns;
            if (!isValid(row / spec.batch(), row % spec.batch())) {
                values[i] = PADDING;
            }
        }
    }
}
