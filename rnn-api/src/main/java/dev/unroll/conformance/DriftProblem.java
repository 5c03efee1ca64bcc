package dev.unroll.conformance;

import dev.unroll.backend.Backend;
import dev.unroll.backend.CellType;
import dev.unroll.nn.Initialization;
import dev.unroll.nn.Network;
import dev.unroll.nn.NetworkSpec;
import dev.unroll.nn.Scheme;
import java.util.Arrays;

/**
 * The numbers of a {@link DriftCase}, on the host and exact in float32. They are chosen so that a gradient from the last step is still of
 * the first step's order of magnitude, or some thousandths of it, after 500 steps: one that vanishes below 2^-96 counts as zero and shows
 * nothing, and in a network that is chaotic no bound could hold, since any error doubles every few steps.
 *
 * <ul>
 *   <li>TANH: small inputs and no biases keep the states around 0.1, where tanh shrinks by about a hundredth a step.
 *   <li>RELU: R is turned so that it maps the vector of ones to itself, and the states begin around 1. There they stay, between 0.6 and 1.4,
 *       so that no unit comes near its kink: a linear recurrence, in which nothing shrinks and every error is kept. The gradient begins
 *       positive: its part along the ones does not turn, so that dR, the sum over all steps, does not cancel. (With R as it was drawn it did:
 *       the error of dR was 1e-12 to 5e-10, by the luck of the seed.)
 *   <li>LSTM: a forget gate of 0.99 remembers for a hundred steps, and an input gate of 0.02 lets in as much as is forgotten. Wide open
 *       gates with an orthogonal R are chaotic.
 *   <li>GRU: an update gate of 0.98. Its dR is small because 1 - z is, and 1 - z has lost six bits, so short sequences err the most.
 * </ul>
 *
 * @param w input weights {@code [G*H, I]}
 * @param r recurrent weights {@code [G*H, H]}, each gate's block orthogonal
 * @param biasInput {@code b_ih [G*H]}; b_hh is 0
 * @param x input {@code [T*N, I]} of the longest sequence
 * @param h0 initial state {@code [N, H]}; the initial cell state is 0
 * @param dhN gradient of the final state {@code [N, H]}
 */
record DriftProblem(double[] w, double[] r, double[] biasInput, double[] x, double[] h0, double[] dhN) {
    private static final double INPUT_GATE = -4;
    private static final double FORGET_GATE = 4.5;
    private static final double UPDATE_GATE = 4;

    static DriftProblem of(DriftCase driftCase, long seed, Backend reference) {
        CellType cell = driftCase.cell();
        boolean relu = cell == CellType.RELU;
        int states = DriftCase.ROWS * DriftCase.HIDDEN;
        Values values = new Values(Values.seedFor(seed, driftCase.id()));
        NetworkSpec spec = NetworkSpec.builder()
                .dense(DriftCase.INPUTS)
                .layer(cell, DriftCase.HIDDEN)
                .outputs(1)
                .build();
        Initialization orthogonal = Initialization.seed(seed).with(Scheme.ORTHOGONAL);
        try (Network network = Network.create(spec, reference, orthogonal)) {
            double[] r = network.read("weight_hh_l0");
            return new DriftProblem(
                    network.read("weight_ih_l0"),
                    relu ? keepingOnes(r, DriftCase.HIDDEN) : r,
                    bias(cell, DriftCase.HIDDEN),
                    values.spread(DriftCase.STEPS * DriftCase.ROWS * DriftCase.INPUTS, inputScale(cell)),
                    relu ? values.between(states, 0.95, 1.05) : values.spread(states, 0.05),
                    relu ? values.between(states, 0, 1) : values.spread(states, 1));
        }
    }

    private static double inputScale(CellType cell) {
        return switch (cell) {
            case TANH -> 0.05;
            case RELU -> 0.01;
            case LSTM, GRU -> 1;
        };
    }

    private static double[] bias(CellType cell, int hidden) {
        double[] bias = new double[cell.gates() * hidden];
        switch (cell) {
            case TANH, RELU -> {}
            case LSTM -> {
                Arrays.fill(bias, 0, hidden, INPUT_GATE);
                Arrays.fill(bias, hidden, 2 * hidden, FORGET_GATE);
            }
            case GRU -> Arrays.fill(bias, hidden, 2 * hidden, UPDATE_GATE);
        }
        return bias;
    }

    /** {@code P Q} with the reflection P (Householder 1958) that takes {@code Q 1} back to 1: orthogonal, and 1 stays where it is. */
    private static double[] keepingOnes(double[] q, int size) {
        double[] normal = new double[size];
        double squares = 0;
        for (int i = 0; i < size; i++) {
            normal[i] = Arrays.stream(q, i * size, (i + 1) * size).sum() - 1;
            squares += normal[i] * normal[i];
        }
        double[] result = new double[q.length];
        for (int j = 0; j < size; j++) {
            double dot = 0;
            for (int i = 0; i < size; i++) {
                dot += normal[i] * q[i * size + j];
            }
            for (int i = 0; i < size; i++) {
                result[i * size + j] = (float) (q[i * size + j] - 2 * normal[i] * dot / squares);
            }
        }
        return result;
    }
}
