package dev.unroll.backend;

import org.jspecify.annotations.Nullable;

/** The recurrent layers once more, row by row and from the equations alone, to check everything else against. */
final class PlainRecurrence {
    private final RecurrentProblem problem;
    private final RecurrentSpec spec;
    private final int hidden;

    /** {@code [T*N, H]}: the state after each step. */
    final double[] outputs;
    /** {@code [N, H]}: the last state. */
    final double[] hN;
    /** {@code [N, H]}: the last cell state, zeros for a cell without one. */
    final double[] cN;
    /** The least distance of a pre-activation from 0. */
    double nearestToZero = Double.POSITIVE_INFINITY;

    PlainRecurrence(RecurrentProblem problem) {
        this.problem = problem;
        spec = problem.spec;
        hidden = spec.hiddenSize();
        outputs = new double[spec.steps() * spec.batch() * hidden];
        hN = new double[spec.batch() * hidden];
        cN = new double[spec.batch() * hidden];
        for (int n = 0; n < spec.batch(); n++) {
            run(n);
        }
    }

    /** The sum of every valid output, and of the last states, each times its given weight. */
    double loss(double @Nullable [] dy, double @Nullable [] dhN, double @Nullable [] dcN) {
        double loss = 0;
        for (int row = 0; dy != null && row < spec.steps() * spec.batch(); row++) {
            boolean valid = problem.isValid(row / spec.batch(), row % spec.batch());
            for (int j = 0; valid && j < hidden; j++) {
                loss += dy[row * hidden + j] * outputs[row * hidden + j];
            }
        }
        for (int i = 0; i < hN.length; i++) {
            loss += (dhN == null ? 0 : dhN[i] * hN[i]) + (dcN == null ? 0 : dcN[i] * cN[i]);
        }
        return loss;
    }

    private void run(int n) {
        double[] h = new double[hidden];
        double[] c = new double[hidden];
        System.arraycopy(problem.h0, n * hidden, h, 0, hidden);
        System.arraycopy(problem.c0, n * hidden, c, 0, hidden);
        boolean reverse = spec.direction() == Direction.REVERSE;
        for (int k = 0; k < spec.steps(); k++) {
            int t = reverse ? spec.steps() - 1 - k : k;
            if (problem.isValid(t, n)) {
                h = step((t * spec.batch() + n) * spec.inputSize(), h, c);
            }
            System.arraycopy(h, 0, outputs, (t * spec.batch() + n) * hidden, hidden);
        }
        System.arraycopy(h, 0, hN, n * hidden, hidden);
        System.arraycopy(c, 0, cN, n * hidden, hidden);
    }

    /** The next state from {@code h}; {@code c} is changed in place. */
    private double[] step(int x, double[] h, double[] c) {
        double[] next = new double[hidden];
        for (int j = 0; j < hidden; j++) {
            switch (spec.cell()) {
                case TANH -> next[j] = Math.tanh(both(0, j, x, h));
                case RELU -> next[j] = Math.max(0, both(0, j, x, h));
                case LSTM -> {
                    double forget = sigmoid(both(1, j, x, h));
                    c[j] = forget * c[j] + sigmoid(both(0, j, x, h)) * Math.tanh(both(2, j, x, h));
                    next[j] = sigmoid(both(3, j, x, h)) * Math.tanh(c[j]);
                }
                case GRU -> {
                    double reset = sigmoid(both(0, j, x, h));
                    double update = sigmoid(both(1, j, x, h));
                    double candidate = Math.tanh(fromInput(2, j, x) + reset * fromState(2, j, h));
                    next[j] = (1 - update) * candidate + update * h[j];
                }
            }
        }
        return next;
    }

    private double both(int gate, int j, int x, double[] h) {
        double sum = fromInput(gate, j, x) + fromState(gate, j, h);
        nearestToZero = Math.min(nearestToZero, Math.abs(sum));
        return sum;
    }

    private double fromInput(int gate, int j, int x) {
        int row = gate * hidden + j;
        double sum = problem.biasInput[row];
        for (int i = 0; i < spec.inputSize(); i++) {
            sum += problem.w[row * spec.inputSize() + i] * problem.x[x + i];
        }
        return sum;
    }

    private double fromState(int gate, int j, double[] h) {
        int row = gate * hidden + j;
        double sum = problem.biasHidden[row];
        for (int i = 0; i < hidden; i++) {
            sum += problem.r[row * hidden + i] * h[i];
        }
        return sum;
    }

    private static double sigmoid(double a) {
        return 1 / (1 + Math.exp(-a));
    }
}
