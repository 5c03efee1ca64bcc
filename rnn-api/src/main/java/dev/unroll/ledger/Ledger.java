package dev.unroll.ledger;

import dev.unroll.nn.NetworkSpec;
import dev.unroll.train.Batch;
import java.util.List;
import java.util.Map;

/**
 * Backpropagation through time of one batch, written down: a {@link LayerStep} for every time step and layer, an {@link OutputStep} for
 * every time step, every parameter's gradient, and how much of it each step contributed. Arrays are the ledger's own; do not write to them.
 */
public final class Ledger {
    private final Sequence sequence;
    private final List<List<LayerStep>> entries;
    private final List<OutputStep> outputs;
    private final Map<String, double[]> gradients;
    private final List<double[][]> initialGradient;
    private final List<double[][]> initialCellGradient;

    Ledger(
            Sequence sequence,
            List<List<LayerStep>> entries,
            List<OutputStep> outputs,
            Map<String, double[]> gradients,
            List<double[][]> initialGradient,
            List<double[][]> initialCellGradient) {
        this.sequence = sequence;
        this.entries = List.copyOf(entries);
        this.outputs = List.copyOf(outputs);
        this.gradients = gradients;
        this.initialGradient = initialGradient;
        this.initialCellGradient = initialCellGradient;
    }

    /** The network. */
    public NetworkSpec spec() {
        return sequence.spec();
    }

    /** The batch. */
    public Batch batch() {
        return sequence.batch();
    }

    /** Time steps {@code T}. */
    public int steps() {
        return sequence.steps();
    }

    /** Batch rows {@code N}. */
    public int rows() {
        return sequence.rows();
    }

    /** The number of recurrent layers. */
    public int layers() {
        return spec().layers().size();
    }

    /** The line of step t, from 0, and layer k, from 0 at the input. */
    public LayerStep at(int t, int k) {
        return entries.get(t).get(k);
    }

    /** The output's line of step t. */
    public OutputStep output(int t) {
        return outputs.get(t);
    }

    /** The mean loss. */
    public double loss() {
        return outputs.stream().mapToDouble(OutputStep::loss).sum();
    }

    /** A parameter, as the network has it, row by row. */
    public double[] parameter(String name) {
        return sequence.parameter(name);
    }

    /** A parameter's gradient, added up while going back through time, row by row. */
    public double[] gradient(String name) {
        double[] found = gradients.get(name);
        if (found == null) {
            throw new IllegalArgumentException("parameter: \"" + name + "\"; expected one of " + gradients.keySet());
        }
        return found;
    }

    /** What step t contributes to a parameter's gradient, from that step's line alone. */
    public double[] share(String name, int t) {
        double[] share = new double[gradient(name).length];
        addShare(name, t, share);
        return share;
    }

    /** The norm of {@link #share}. */
    public double shareNorm(String name, int t) {
        return Norm.of(share(name, t));
    }

    /** Gradient of the input of step t {@code [N][I]}: of the embedded tokens, for a network of tokens. */
    public double[][] inputGradient(int t) {
        return Rows.transposed(parameter("weight_ih_l0"), at(t, 0).backward().throughInput(), spec().inputSize());
    }

    /** Gradient of the initial state of layer k {@code [N][H]}: what is left of the temporal path at the begin. */
    public double[][] initialGradient(int k) {
        return initialGradient.get(k);
    }

    /** Gradient of the initial cell state of layer k {@code [N][H]}; rows are empty unless it is an LSTM. */
    public double[][] initialCellGradient(int k) {
        return initialCellGradient.get(k);
    }

    Sequence sequence() {
        return sequence;
    }

    /** Adds step t's share to an array of the parameter's size. */
    void addShare(String name, int t, double[] sum) {
        if (name.equals("embedding.weight")) {
            EmbeddingRows.add(sequence, t, inputGradient(t), sum);
        } else if (name.equals("linear.weight")) {
            Rows.addOuter(output(t).gradient(), output(t).read(), sum);
        } else if (name.equals("linear.bias")) {
            Rows.addRows(output(t).gradient(), sum);
        } else {
            int k = Symbols.layer(name);
            LayerStep here = at(t, k);
            boolean input = name.contains("_ih_");
            double[][] through =
                    input ? here.backward().throughInput() : here.backward().throughRecurrent();
            if (name.startsWith("bias_")) {
                Rows.addRows(through, sum);
            } else {
                Rows.addOuter(
                        through, input ? here.forward().x() : here.forward().before(), sum);
            }
        }
    }
}
