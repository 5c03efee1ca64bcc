package dev.unroll.bench.workload;

import dev.unroll.backend.CellType;
import dev.unroll.nn.Loss;
import dev.unroll.nn.LossAt;
import dev.unroll.nn.NetworkSpec;
import dev.unroll.nn.ParameterSpec;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A network with its weights and one batch, on the host; the same numbers for everyone who is timed.
 *
 * @param shape its sizes
 * @param cell the cell of every layer
 * @param x input {@code [T, N, I]}, time first
 * @param targets classes {@code [T, N]}, each in [0, O)
 * @param weights by PyTorch's names and in its layout: {@code weight_ih_lK [G*H, I or H]}, {@code weight_hh_lK [G*H, H]},
 *     {@code bias_ih_lK}, {@code bias_hh_lK [G*H]}, {@code linear.weight [O, H]}, {@code linear.bias [O]}
 */
public record Problem(Shape shape, CellType cell, float[] x, int[] targets, Map<String, float[]> weights) {
    /**
     * The learning rate of {@link Workload#train}: so small that thousands of steps on one batch leave the work as it was. (With a usual one
     * the network learns the batch by heart, and gradients shrink towards the range where a CPU is slow.)
     */
    public static final double LEARNING_RATE = 1e-6;

    /**
     * Uniform input of variance 1, uniform targets, and weights uniform within one over the root of H, as PyTorch initialises them; the same numbers for
     * the same seed everywhere.
     */
    public static Problem seeded(Shape shape, CellType cell, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] x = new float[Math.toIntExact((long) shape.steps() * shape.rows() * shape.inputSize())];
        for (int i = 0; i < x.length; i++) {
            x[i] = uniform(random, StrictMath.sqrt(3));
        }
        int[] targets = new int[shape.steps() * shape.rows()];
        for (int i = 0; i < targets.length; i++) {
            targets[i] = random.nextInt(shape.outputs());
        }
        double bound = 1 / StrictMath.sqrt(shape.hiddenSize());
        Map<String, float[]> weights = new LinkedHashMap<>();
        for (ParameterSpec parameter : network(shape, cell).parameters()) {
            float[] values = new float[parameter.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = uniform(random, bound);
            }
            weights.put(parameter.name(), values);
        }
        return new Problem(shape, cell, x, targets, weights);
    }

    private static float uniform(SplittableRandom random, double bound) {
        return (float) (bound * (2 * random.nextDouble() - 1));
    }

    /** The network as we describe it: dense input, cross-entropy at every step. */
    public NetworkSpec network() {
        return network(shape, cell);
    }

    private static NetworkSpec network(Shape shape, CellType cell) {
        NetworkSpec.Builder builder = NetworkSpec.builder().dense(shape.inputSize());
        for (int k = 0; k < shape.layers(); k++) {
            builder.layer(cell, shape.hiddenSize());
        }
        return builder.outputs(shape.outputs())
                .loss(Loss.CROSS_ENTROPY)
                .lossAt(LossAt.ALL_STEPS)
                .build();
    }

    /**
     * A part of this problem: the first steps of some rows, with the same weights.
     *
     * @param steps how many steps from the first
     * @param chosen which rows, in this order
     */
    public Problem part(int steps, int[] chosen) {
        int width = shape.inputSize();
        float[] some = new float[steps * chosen.length * width];
        int[] labels = new int[steps * chosen.length];
        for (int t = 0; t < steps; t++) {
            for (int i = 0; i < chosen.length; i++) {
                int from = t * shape.rows() + chosen[i];
                int to = t * chosen.length + i;
                System.arraycopy(x, from * width, some, to * width, width);
                labels[to] = targets[from];
            }
        }
        Shape smaller = new Shape(steps, chosen.length, width, shape.hiddenSize(), shape.layers(), shape.outputs());
        return new Problem(smaller, cell, some, labels, weights);
    }
}
