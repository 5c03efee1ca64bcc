package dev.unroll.reference;

import static dev.unroll.reference.ReferenceActivations.relu;
import static dev.unroll.reference.ReferenceActivations.reluDerivative;
import static dev.unroll.reference.ReferenceActivations.sigmoid;
import static dev.unroll.reference.ReferenceActivations.sigmoidDerivative;
import static dev.unroll.reference.ReferenceActivations.tanhDerivative;

import dev.unroll.backend.CellType;
import dev.unroll.backend.GateGradients;
import dev.unroll.backend.RecurrentSpec;

/**
 * The pointwise part of one time step, each cell's forward equations beside their derivatives. {@code a} is the input part and {@code u}
 * the recurrent part of the pre-activations, {@code n} the batch row, {@code j} the hidden unit.
 */
final class ReferenceGates {
    private ReferenceGates() {}

    static void forward(RecurrentSpec spec, Reals bias, GateRows at) {
        for (int n = 0; n < spec.batch(); n++) {
            if (at.isPadding(n)) {
                at.carry(n);
                continue;
            }
            for (int j = 0; j < spec.hiddenSize(); j++) {
                switch (spec.cell()) {
                    case TANH, RELU -> simple(spec.cell(), bias, at, n, j);
                    case LSTM -> lstm(spec.hiddenSize(), bias, at, n, j);
                    case GRU -> gru(spec.hiddenSize(), bias, at, n, j);
                }
            }
        }
    }

    static void backward(RecurrentSpec spec, GateRows at, GateGradients gradients) {
        Reals dy = Reals.orAbsent(gradients.dy());
        Reals dh = Reals.of(gradients.dh());
        Reals dc = Reals.orAbsent(gradients.dc());
        Reals dGates = Reals.of(gradients.dGates());
        Reals dRecurrent = Reals.of(gradients.dRecurrent());
        for (int n = 0; n < spec.batch(); n++) {
            if (at.isPadding(n)) {
                dGates.fillRow(n, 0);
                dRecurrent.fillRow(n, 0);
                continue;
            }
            for (int j = 0; j < spec.hiddenSize(); j++) {
                double spatial = dy.isPresent() ? dy.get(n, j) : 0;
                double temporal = dh.get(n, j);
                dh.set(n, j, spatial + temporal);
                switch (spec.cell()) {
                    case TANH, RELU -> simpleBackward(spec.cell(), at, n, j, dh, dGates);
                    case LSTM -> lstmBackward(at, n, j, dh, dc, dGates);
                    case GRU -> gruBackward(at, n, j, dh, dGates, dRecurrent);
                }
            }
        }
    }

    /** {@code h = f(a + u)}. */
    private static void simple(CellType cell, Reals bias, GateRows at, int n, int j) {
        double sum = preActivation(at, bias, n, j);
        double h = cell == CellType.TANH ? StrictMath.tanh(sum) : relu(sum);
        at.gates().set(n, j, h);
        at.h().set(n, j, h);
    }

    /** {@code da = du = dh f'}. */
    private static void simpleBackward(CellType cell, GateRows at, int n, int j, Reals dh, Reals dGates) {
        double h = at.gates().get(n, j);
        double derivative = cell == CellType.TANH ? tanhDerivative(h) : reluDerivative(h);
        dGates.set(n, j, dh.get(n, j) * derivative);
        dh.set(n, j, 0);
    }

    /** {@code c' = i g + f c}, {@code h' = o tanh(c')}. */
    private static void lstm(int hidden, Reals bias, GateRows at, int n, int j) {
        double i = sigmoid(preActivation(at, bias, n, j));
        double f = sigmoid(preActivation(at, bias, n, hidden + j));
        double g = StrictMath.tanh(preActivation(at, bias, n, 2 * hidden + j));
        double o = sigmoid(preActivation(at, bias, n, 3 * hidden + j));
        double c = f * at.cPrevious().get(n, j) + i * g;
        at.gates().set(n, j, i);
        at.gates().set(n, hidden + j, f);
        at.gates().set(n, 2 * hidden + j, g);
        at.gates().set(n, 3 * hidden + j, o);
        at.c().set(n, j, c);
        at.h().set(n, j, o * StrictMath.tanh(c));
    }

    /** {@code dc' += dh' o (1 - tanh(c')^2)}; from it the gates' gradients, and {@code dc = f dc'}. */
    private static void lstmBackward(GateRows at, int n, int j, Reals dh, Reals dc, Reals dGates) {
        int hidden = dh.columns();
        double i = at.gates().get(n, j);
        double f = at.gates().get(n, hidden + j);
        double g = at.gates().get(n, 2 * hidden + j);
        double o = at.gates().get(n, 3 * hidden + j);
        double tanhC = StrictMath.tanh(at.c().get(n, j));
        double dhTotal = dh.get(n, j);
        double dcTotal = dc.get(n, j) + dhTotal * o * tanhDerivative(tanhC);
        dGates.set(n, j, dcTotal * g * sigmoidDerivative(i));
        dGates.set(n, hidden + j, dcTotal * at.cPrevious().get(n, j) * sigmoidDerivative(f));
        dGates.set(n, 2 * hidden + j, dcTotal * i * tanhDerivative(g));
        dGates.set(n, 3 * hidden + j, dhTotal * tanhC * sigmoidDerivative(o));
        dc.set(n, j, dcTotal * f);
        dh.set(n, j, 0);
    }

    /** {@code candidate = tanh(a_n + r (u_n + b_hn))}, {@code h' = (1 - z) candidate + z h}. */
    private static void gru(int hidden, Reals bias, GateRows at, int n, int j) {
        int block = 2 * hidden + j;
        double r = sigmoid(preActivation(at, bias, n, j));
        double z = sigmoid(preActivation(at, bias, n, hidden + j));
        double product = at.recurrent().get(n, block) + bias.get(0, block);
        double candidate = StrictMath.tanh(at.gates().get(n, block) + r * product);
        at.gates().set(n, j, r);
        at.gates().set(n, hidden + j, z);
        at.gates().set(n, block, candidate);
        at.recurrent().set(n, block, product);
        at.h().set(n, j, (1 - z) * candidate + z * at.hPrevious().get(n, j));
    }

    /** The recurrent part of the block n is the input part times r; {@code dh = z dh'}. */
    private static void gruBackward(GateRows at, int n, int j, Reals dh, Reals dGates, Reals dRecurrent) {
        int hidden = dh.columns();
        int block = 2 * hidden + j;
        double r = at.gates().get(n, j);
        double z = at.gates().get(n, hidden + j);
        double candidate = at.gates().get(n, block);
        double dhTotal = dh.get(n, j);
        double da = dhTotal * (1 - z) * tanhDerivative(candidate);
        double dr = da * at.recurrent().get(n, block) * sigmoidDerivative(r);
        double dz = dhTotal * (at.hPrevious().get(n, j) - candidate) * sigmoidDerivative(z);
        dGates.set(n, j, dr);
        dGates.set(n, hidden + j, dz);
        dGates.set(n, block, da);
        dRecurrent.set(n, j, dr);
        dRecurrent.set(n, hidden + j, dz);
        dRecurrent.set(n, block, da * r);
        dh.set(n, j, dhTotal * z);
    }

    private static double preActivation(GateRows at, Reals bias, int n, int column) {
        return at.gates().get(n, column) + (at.recurrent().get(n, column) + bias.get(0, column));
    }
}
