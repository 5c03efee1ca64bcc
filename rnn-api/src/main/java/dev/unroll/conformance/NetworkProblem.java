package dev.unroll.conformance;

import dev.unroll.nn.NetworkSpec;
import dev.unroll.train.Batch;
import dev.unroll.train.Padding;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A network with its weights, one batch and an initial state, all on the host: what {@link NetworkRun} computes on a backend.
 *
 * @param spec the network
 * @param steps time steps {@code T}
 * @param rows batch rows {@code N}
 * @param ids token ids {@code [T*N]}; empty for dense input
 * @param x dense input {@code [T*N*I]}; empty for tokens; kept as it is in padding
 * @param classes targets of cross-entropy, -1 is not counted; empty for squared error
 * @param numbers targets of squared error; empty for cross-entropy
 * @param lengths of the rows, null when all have T steps
 * @param h0 initial state of each layer {@code [N*H]}
 * @param c0 initial cell state of each layer; empty unless every layer is an LSTM
 * @param weights every parameter by name
 */
record NetworkProblem(
        NetworkSpec spec,
        int steps,
        int rows,
        int[] ids,
        double[] x,
        int[] classes,
        double[] numbers,
        int @Nullable [] lengths,
        List<double[]> h0,
        List<double[]> c0,
        Map<String, double[]> weights) {
    /** The same problem with other weights. */
    NetworkProblem with(Map<String, double[]> others) {
        return new NetworkProblem(spec, steps, rows, ids, x, classes, numbers, lengths, h0, c0, others);
    }

    /** The batch, with whatever lies in the padding of a dense input. */
    Batch batch() {
        if (spec.readsTokens()) {
            return numbers.length == 0
                    ? Batch.tokens(spec, steps, rows, ids, classes, lengths)
                    : Batch.tokenRegression(spec, steps, rows, ids, numbers, lengths);
        }
        return numbers.length == 0
                ? Batch.dense(spec, steps, rows, x, classes, lengths, Padding.KEPT)
                : Batch.regression(spec, steps, rows, x, numbers, lengths, Padding.KEPT);
    }

    /** Whether row n of step t lies past the end of its sequence. */
    boolean isPadding(int step, int row) {
        return lengths != null && step >= lengths[row];
    }
}
