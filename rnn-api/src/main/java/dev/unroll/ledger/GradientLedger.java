package dev.unroll.ledger;

import dev.unroll.nn.Network;
import dev.unroll.nn.NetworkSpec;
import dev.unroll.nn.ParameterSpec;
import dev.unroll.train.Batch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Writes a {@link Ledger}: backpropagation through time as it is done by hand, one {@code BackwardPass(t)} after the other from the last
 * step to the first, and within a step from the output down to the input.
 *
 * <pre>
 * BackwardPass(t):
 *   dO_t                                                     the loss's own gradient
 *   dW_h2o  += dO_t h2_t^T
 *   dh2_t    = W_h2o^T dO_t      + from h2_{t+1}             spatial + temporal
 *   da2_t    = f'(h2_t) dh2_t                                what the derivative lets through
 *   dW_h2h2 += da2_t h2_{t-1}^T     dW_h1h2 += da2_t h1_t^T
 *   dh1_t    = W_h1h2^T da2_t    + from h1_{t+1}
 *   da1_t    = f'(h1_t) dh1_t
 *   dW_h1h1 += da1_t h1_{t-1}^T     dW_xh1  += da1_t x_t^T
 *   to h2_{t-1}: W_h2h2^T da2_t      to h1_{t-1}: W_h1h1^T da1_t
 * </pre>
 *
 * <p>Plain loops over doubles: it shares no arithmetic with any backend, so that it can be held against all of them.
 */
public final class GradientLedger {
    private final Sequence sequence;
    private final NetworkSpec spec;
    private final ForwardTrace forward;
    private final LayerStep[][] entries;
    private final Map<String, double[]> gradients = new LinkedHashMap<>();
    /** Gradient of h of each layer from its next step; at the end, that of the initial state. */
    private final double[][][] fromNext;
    /** The same of c; rows are empty for a layer without one. */
    private final double[][][] cellFromNext;

    private GradientLedger(Sequence sequence) {
        this.sequence = sequence;
        spec = sequence.spec();
        forward = new ForwardTrace(sequence);
        int layers = spec.layers().size();
        entries = new LayerStep[sequence.steps()][layers];
        fromNext = new double[layers][][];
        cellFromNext = new double[layers][][];
        for (int k = 0; k < layers; k++) {
            fromNext[k] = Rows.zeros(sequence.rows(), spec.layers().get(k).hidden());
            cellFromNext[k] = Rows.zeros(sequence.rows(), sequence.c0()[k][0].length);
        }
        for (ParameterSpec each : spec.parameters()) {
            gradients.put(each.name(), new double[each.size()]);
        }
    }

    /** The ledger of a batch, without dropout. The network's parameters and the batch's initial state are read; nothing is changed. */
    public static Ledger write(Network network, Batch batch) {
        return write(Sequence.of(network, batch, DropoutMasks.NONE));
    }

    /** As above with dropout, with the masks of this seed and training step. */
    public static Ledger write(Network network, Batch batch, long dropoutSeed, long dropoutStep) {
        double probability = network.spec().dropout();
        return write(Sequence.of(network, batch, new DropoutMasks(probability, dropoutSeed, dropoutStep)));
    }

    private static Ledger write(Sequence sequence) {
        GradientLedger writer = new GradientLedger(sequence);
        for (int t = sequence.steps() - 1; t >= 0; t--) {
            writer.backwardPass(t);
        }
        List<List<LayerStep>> steps = new ArrayList<>();
        List<OutputStep> outputs = new ArrayList<>();
        for (int t = 0; t < sequence.steps(); t++) {
            steps.add(Arrays.asList(writer.entries[t]));
            outputs.add(writer.forward.output(t));
        }
        return new Ledger(
                sequence, steps, outputs, writer.gradients, List.of(writer.fromNext), List.of(writer.cellFromNext));
    }

    private void backwardPass(int t) {
        OutputStep output = forward.output(t);
        double[][] fromAbove = output(output);
        for (int k = spec.layers().size() - 1; k >= 0; k--) {
            fromAbove = layer(t, k, fromAbove);
        }
        if (spec.readsTokens()) {
            EmbeddingRows.add(sequence, t, fromAbove, gradient("embedding.weight"));
        }
    }

    /** {@code dW_ho += dO_t read^T}; gives {@code W_ho^T dO_t}, the spatial part of the last layer's gradient: path A. */
    private double[][] output(OutputStep output) {
        Rows.addOuter(output.gradient(), output.read(), gradient("linear.weight"));
        Rows.addRows(output.gradient(), gradient("linear.bias"));
        double[][] below = Rows.transposed(sequence.parameter("linear.weight"), output.gradient(), spec.topSize());
        for (int n = 0; n < below.length; n++) {
            int site = spec.layers().size() - 1;
            sequence.masks().apply(site, sequence.headRow(output.step(), n), below[n]);
        }
        return below;
    }

    /** One layer of the step; gives the spatial part of the layer below: {@code W^T da_t}. */
    private double[][] layer(int t, int k, double[][] spatial) {
        LayerStep.Forward kept = forward.at(t, k);
        StepBack step = StepBack.of(sequence, kept, t, k, new StepBack.Arriving(spatial, fromNext[k], cellFromNext[k]));
        LayerStep.Backward back = step.back();
        fromNext[k] = step.toBefore();
        cellFromNext[k] = step.toCellBefore();
        entries[t][k] = new LayerStep(t, k, kept, back);
        Rows.addOuter(back.throughInput(), kept.x(), gradient("weight_ih_l" + k));
        Rows.addOuter(back.throughRecurrent(), kept.before(), gradient("weight_hh_l" + k));
        Rows.addRows(back.throughInput(), gradient("bias_ih_l" + k));
        Rows.addRows(back.throughRecurrent(), gradient("bias_hh_l" + k));
        double[][] below =
                Rows.transposed(sequence.parameter("weight_ih_l" + k), back.throughInput(), spec.inputSize(k));
        for (int n = 0; n < below.length && k > 0; n++) {
            sequence.masks().apply(k - 1, (long) t * sequence.rows() + n, below[n]);
        }
        return below;
    }

    private double[] gradient(String name) {
        return Objects.requireNonNull(gradients.get(name), name);
    }
}
