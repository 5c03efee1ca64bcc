package dev.unroll.ledger;

import dev.unroll.nn.Loss;
import dev.unroll.nn.LossAt;
import dev.unroll.nn.Network;
import dev.unroll.nn.NetworkSpec;
import dev.unroll.nn.NetworkState;
import dev.unroll.nn.ParameterSpec;
import dev.unroll.train.Batch;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a ledger is written from, on the host: the parameters and one batch. Nothing here was computed by a backend.
 *
 * @param spec the network
 * @param parameters each by name, row by row
 * @param batch its shape and its count
 * @param ids token ids {@code [T*N]}; empty for dense input
 * @param x dense input {@code [T*N*I]}; empty for tokens
 * @param classes {@code [R]}; empty for squared error
 * @param numbers {@code [R*O]}; empty for cross-entropy
 * @param lengths of the rows {@code [N]}
 * @param h0 initial state of each layer {@code [L][N][H]}
 * @param c0 initial cell state of each layer {@code [L][N][H]}; rows are empty for a layer without one
 * @param masks of dropout
 */
record Sequence(
        NetworkSpec spec,
        Map<String, double[]> parameters,
        Batch batch,
        int[] ids,
        double[] x,
        int[] classes,
        double[] numbers,
        int[] lengths,
        double[][][] h0,
        double[][][] c0,
        DropoutMasks masks) {
    static Sequence of(Network network, Batch batch, DropoutMasks masks) {
        if (batch.continuesState()) {
            throw new IllegalArgumentException(
                    "batch: continued; a ledger has none before it, give startingFrom(state)");
        }
        NetworkSpec spec = network.spec();
        Map<String, double[]> parameters = new LinkedHashMap<>();
        for (ParameterSpec each : spec.parameters()) {
            parameters.put(each.name(), network.read(each.name()));
        }
        int layers = spec.layers().size();
        double[][][] h0 = new double[layers][][];
        double[][][] c0 = new double[layers][][];
        NetworkState initial = batch.initialState();
        for (int k = 0; k < layers; k++) {
            int hidden = spec.layers().get(k).hidden();
            boolean cells = spec.layers().get(k).cell().hasCellState();
            h0[k] = Rows.zeros(batch.rows(), hidden);
            c0[k] = Rows.zeros(batch.rows(), cells ? hidden : 0);
            if (initial != null) {
                h0[k] = Rows.of(initial.readH(k), 0, batch.rows(), hidden);
                c0[k] = cells ? Rows.of(initial.readC(k), 0, batch.rows(), hidden) : c0[k];
            }
        }
        return new Sequence(
                spec,
                parameters,
                batch,
                batch.ids(),
                batch.x(),
                batch.classes(),
                batch.numbers(),
                batch.lengths(),
                h0,
                c0,
                masks);
    }

    int steps() {
        return batch.steps();
    }

    int rows() {
        return batch.rows();
    }

    double[] parameter(String name) {
        double[] found = parameters.get(name);
        if (found == null) {
            throw new IllegalArgumentException("parameter: \"" + name + "\"; expected one of " + parameters.keySet());
        }
        return found;
    }

    boolean isPadding(int t, int n) {
        return t >= lengths[n];
    }

    /** Whether row n has an output at step t. */
    boolean hasOutput(int t, int n) {
        return spec.lossAt() == LossAt.ALL_STEPS ? !isPadding(t, n) : t == lengths[n] - 1;
    }

    /** The row of head, targets and head's dropout mask. */
    int headRow(int t, int n) {
        return spec.lossAt() == LossAt.ALL_STEPS ? t * rows() + n : n;
    }

    boolean crossEntropy() {
        return spec.loss() == Loss.CROSS_ENTROPY;
    }
}
