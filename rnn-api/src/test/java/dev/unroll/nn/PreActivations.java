package dev.unroll.nn;

import dev.unroll.backend.RecurrentState;
import dev.unroll.backend.RecurrentWeights;
import java.util.Arrays;

/** How close a pass came to the kink of ReLU, computed on the host from what the pass left. */
public final class PreActivations {
    private PreActivations() {}

    /** The smallest absolute pre-activation of all layers, at steps that are not padding. */
    public static double smallest(Network network, Activations activations) {
        double smallest = Double.POSITIVE_INFINITY;
        for (int k = 0; k < activations.layers().size(); k++) {
            smallest = Math.min(smallest, smallest(network, activations.layers().get(k), network.weights(k)));
        }
        return smallest;
    }

    private static double smallest(Network network, Activations.LayerRun run, RecurrentWeights weights) {
        RecurrentState state = run.state();
        int n = run.spec().batch();
        int inputs = run.spec().inputSize();
        int hidden = run.spec().hiddenSize();
        double[] x = network.read(state.x());
        double[] h = network.read(state.h());
        double[] w = network.read(weights.w());
        double[] r = network.read(weights.r());
        double[] bi = network.read(weights.biasInput());
        double[] bh = network.read(weights.biasHidden());
        int[] lengths = new int[n];
        Arrays.fill(lengths, run.spec().steps());
        if (state.lengths() != null) {
            network.backend().download(state.lengths().buffer(), state.lengths().offset(), lengths, 0, n);
        }
        double smallest = Double.POSITIVE_INFINITY;
        for (int row = 0; row < run.spec().steps() * n; row++) {
            for (int j = 0; j < hidden && row / n < lengths[row % n]; j++) {
                double sum = bi[j] + bh[j];
                for (int i = 0; i < inputs; i++) {
                    sum += w[j * inputs + i] * x[row * inputs + i];
                }
                for (int i = 0; i < hidden; i++) {
                    sum += r[j * hidden + i] * h[row * hidden + i];
                }
                smallest = Math.min(smallest, Math.abs(sum));
            }
        }
        return smallest;
    }
}
