package dev.unroll.ledger;

import dev.unroll.nn.LayerSpec;
import dev.unroll.nn.NetworkSpec;
import java.util.ArrayList;
import java.util.List;

/** The way forward, step by step and within a step from the input upwards, and the loss. */
final class ForwardTrace {
    private final Sequence sequence;
    private final NetworkSpec spec;
    private final List<List<LayerStep.Forward>> steps = new ArrayList<>();
    private final List<OutputStep> outputs = new ArrayList<>();

    ForwardTrace(Sequence sequence) {
        this.sequence = sequence;
        spec = sequence.spec();
        for (int t = 0; t < sequence.steps(); t++) {
            List<LayerStep.Forward> layers = new ArrayList<>();
            double[][] x = input(t);
            for (int k = 0; k < spec.layers().size(); k++) {
                LayerStep.Forward here = layer(t, k, x);
                layers.add(here);
                x = here.h().clone();
                boolean last = k == spec.layers().size() - 1;
                for (int n = 0; n < x.length; n++) {
                    x[n] = x[n].clone();
                    int row = last ? sequence.headRow(t, n) : t * sequence.rows() + n;
                    sequence.masks().apply(k, row, x[n]);
                }
            }
            steps.add(layers);
            outputs.add(output(t, x));
        }
    }

    LayerStep.Forward at(int t, int k) {
        return steps.get(t).get(k);
    }

    OutputStep output(int t) {
        return outputs.get(t);
    }

    private double[][] input(int t) {
        int n = sequence.rows();
        if (!spec.readsTokens()) {
            return Rows.of(sequence.x(), t * n, n, spec.inputSize());
        }
        double[] table = sequence.parameter("embedding.weight");
        int[] ids = sequence.ids();
        double[][] x = new double[n][];
        for (int row = 0; row < n; row++) {
            x[row] = Rows.of(table, ids[t * n + row], 1, spec.embedding())[0];
        }
        return x;
    }

    private LayerStep.Forward layer(int t, int k, double[][] x) {
        LayerSpec layer = spec.layers().get(k);
        int n = sequence.rows();
        double[][] before = t == 0 ? sequence.h0()[k] : at(t - 1, k).h();
        double[][] cellBefore = t == 0 ? sequence.c0()[k] : at(t - 1, k).cell();
        double[][] a = Rows.affine(sequence.parameter("weight_ih_l" + k), x, sequence.parameter("bias_ih_l" + k));
        double[][] u = Rows.affine(sequence.parameter("weight_hh_l" + k), before, sequence.parameter("bias_hh_l" + k));
        int gates = layer.cell().gates() * layer.hidden();
        LayerStep.Forward here = new LayerStep.Forward(
                x,
                before,
                cellBefore,
                Rows.zeros(n, gates),
                Rows.zeros(n, gates),
                Rows.zeros(n, layer.hidden()),
                Rows.zeros(n, cellBefore[0].length));
        for (int row = 0; row < n; row++) {
            if (sequence.isPadding(t, row)) {
                here.h()[row] = before[row];
                here.cell()[row] = cellBefore[row];
            } else {
                CellEquations.of(layer.cell()).forward(a[row], u[row], here.row(row));
            }
        }
        return here;
    }

    private OutputStep output(int t, double[][] read) {
        int n = sequence.rows();
        boolean[] present = new boolean[n];
        double[][] outputs = Rows.affine(sequence.parameter("linear.weight"), read, sequence.parameter("linear.bias"));
        double[][] gradient = Rows.zeros(n, spec.outputs());
        double loss = 0;
        for (int row = 0; row < n; row++) {
            present[row] = sequence.hasOutput(t, row);
            if (present[row]) {
                loss += loss(sequence.headRow(t, row), outputs[row], gradient[row]);
            } else {
                read[row] = new double[read[row].length];
                outputs[row] = new double[spec.outputs()];
            }
        }
        return new OutputStep(t, present, read, outputs, gradient, loss);
    }

    /** A row's part of the mean loss; writes its gradient by the outputs. */
    private double loss(int row, double[] outputs, double[] gradient) {
        double factor =
                sequence.batch().count() == 0 ? 0 : 1.0 / sequence.batch().count();
        return sequence.crossEntropy()
                ? crossEntropy(sequence.classes()[row], factor, outputs, gradient)
                : squaredError(Rows.of(sequence.numbers(), row, 1, outputs.length)[0], factor, outputs, gradient);
    }

    /** {@code log(sum of exp(O_j)) - O_target}, {@code dO_j = softmax(O)_j - [j = target]}, both times 1/count. */
    private static double crossEntropy(int target, double factor, double[] outputs, double[] gradient) {
        if (target < 0) {
            return 0;
        }
        double largest = outputs[0];
        for (double each : outputs) {
            largest = Math.max(largest, each);
        }
        double sum = 0;
        for (double each : outputs) {
            sum += StrictMath.exp(each - largest);
        }
        for (int j = 0; j < outputs.length; j++) {
            double probability = StrictMath.exp(outputs[j] - largest) / sum;
            gradient[j] = factor * (probability - (j == target ? 1 : 0));
        }
        return factor * (StrictMath.log(sum) + largest - outputs[target]);
    }

    /** {@code sum of (O_j - target_j)^2}, {@code dO_j = 2 (O_j - target_j)}, both times 1/count. */
    private static double squaredError(double[] target, double factor, double[] outputs, double[] gradient) {
        double loss = 0;
        for (int j = 0; j < outputs.length; j++) {
            double error = outputs[j] - target[j];
            loss += factor * error * error;
            gradient[j] = 2 * factor * error;
        }
        return loss;
    }
}
