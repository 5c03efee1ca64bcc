package dev.unroll.bench.workload;

import java.util.Arrays;
import java.util.Map;
import java.util.Objects;

/**
 * How near the inputs of a rectifier come to 0, where its gradient jumps: nearer than float32 rounds, two right computations may disagree there,
 * and in all that follows.
 */
final class RectifierMargin {
    /** Rounding of float32 in a sum of some thousand products of size 1. */
    static final double SAFE = 1e-5;

    private final Problem problem;

    RectifierMargin(Problem problem) {
        this.problem = problem;
    }

    /** The first of these rows that stays clear of 0; when none does, the one that stays clearest. */
    int clearest(int[] rows) {
        int best = rows[0];
        double margin = -1;
        for (int row : rows) {
            double found = of(row);
            if (found >= SAFE) {
                return row;
            }
            if (found > margin) {
                margin = found;
                best = row;
            }
        }
        return best;
    }

    /** The least absolute value of an input of a rectifier in this row, over all steps, layers and units, in double precision. */
    double of(int row) {
        Shape shape = problem.shape();
        double[][] states = new double[shape.layers()][shape.hiddenSize()];
        double least = Double.POSITIVE_INFINITY;
        for (int t = 0; t < shape.steps(); t++) {
            double[] below = input(t, row);
            for (int layer = 0; layer < shape.layers(); layer++) {
                double[] sums = sums(layer, below, states[layer]);
                least = Math.min(least, Arrays.stream(sums).map(Math::abs).min().orElse(least));
                below = Arrays.stream(sums).map(sum -> Math.max(0, sum)).toArray();
                states[layer] = below;
            }
        }
        return least;
    }

    private double[] input(int step, int row) {
        Shape shape = problem.shape();
        int from = (step * shape.rows() + row) * shape.inputSize();
        double[] values = new double[shape.inputSize()];
        for (int i = 0; i < values.length; i++) {
            values[i] = problem.x()[from + i];
        }
        return values;
    }

    private double[] sums(int layer, double[] below, double[] before) {
        float[] inputBias = weights("bias_ih_l", layer);
        float[] hiddenBias = weights("bias_hh_l", layer);
        float[] inputWeights = weights("weight_ih_l", layer);
        float[] recurrentWeights = weights("weight_hh_l", layer);
        double[] sums = new double[before.length];
        for (int j = 0; j < sums.length; j++) {
            sums[j] = (double) inputBias[j]
                    + hiddenBias[j]
                    + dot(inputWeights, j * below.length, below)
                    + dot(recurrentWeights, j * before.length, before);
        }
        return sums;
    }

    private float[] weights(String name, int layer) {
        Map<String, float[]> all = problem.weights();
        return Objects.requireNonNull(all.get(name + layer));
    }

    private static double dot(float[] weights, int from, double[] values) {
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            sum += weights[from + i] * values[i];
        }
        return sum;
    }
}
