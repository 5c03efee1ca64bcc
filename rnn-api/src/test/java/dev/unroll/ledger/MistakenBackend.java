package dev.unroll.ledger;

import dev.unroll.backend.Backend;
import dev.unroll.backend.DeviceBuffer;
import dev.unroll.backend.GateGradients;
import dev.unroll.backend.GateStep;
import dev.unroll.backend.GemmSpec;
import dev.unroll.backend.RecurrentGradients;
import dev.unroll.backend.RecurrentSpec;
import dev.unroll.backend.RecurrentState;
import dev.unroll.backend.RecurrentWeights;
import dev.unroll.backend.StepwiseRecurrence;
import dev.unroll.backend.View;
import dev.unroll.conformance.ForwardingBackend;
import dev.unroll.train.NetworkCase;
import org.jspecify.annotations.Nullable;

/** Goes back through time with one mistake, in one layer. */
final class MistakenBackend extends ForwardingBackend {
    enum Mistake {
        NONE,
        /** Nothing comes from the next step's h. */
        TEMPORAL_DROPPED,
        /** Nothing comes from the next step's c. */
        CELL_DROPPED,
        /** Nothing comes from above. */
        SPATIAL_DROPPED,
        /** At one step nothing is let through. */
        STEP_FORGOTTEN,
        /** One step's share of dR is left out. */
        SHARE_FORGOTTEN,
        /** What the derivative lets through at one step is doubled. */
        DERIVATIVE_WRONG,
        /** One element of the state at one step is off. */
        FORWARD_WRONG
    }

    private final Mistake mistake;
    private final int layer;
    private final int step;
    private final int layers;
    private int backwards;
    private int forwards;
    private boolean here;
    private @Nullable View weightGradient;

    MistakenBackend(Backend delegate, Mistake mistake, int layer, int step, int layers) {
        super(delegate);
        this.mistake = mistake;
        this.layer = layer;
        this.step = step;
        this.layers = layers;
    }

    @Override
    public void recurrentForward(
            RecurrentSpec spec, RecurrentWeights weights, RecurrentState state, @Nullable View reserve, View scratch) {
        super.recurrentForward(spec, weights, state, reserve, scratch);
        if (forwards++ == layer && mistake == Mistake.FORWARD_WRONG) {
            DeviceBuffer h = state.h().buffer();
            long at = state.h().block(step + 1, spec.batch()).offset();
            upload(h, at, new double[] {0.5}, 0, 1);
        }
    }

    @Override
    public void recurrentBackward(
            RecurrentSpec spec,
            RecurrentWeights weights,
            RecurrentState state,
            RecurrentGradients gradients,
            View reserve,
            View scratch) {
        here = backwards++ == layers - 1 - layer;
        weightGradient = gradients.weights().r();
        StepwiseRecurrence.backward(this, spec, weights, state, gradients, reserve, scratch);
        here = false;
    }

    @Override
    public void gatesBackward(
            RecurrentSpec spec, int t, @Nullable View lengths, GateStep operands, GateGradients gradients) {
        GateGradients given = gradients;
        if (here && mistake == Mistake.TEMPORAL_DROPPED) {
            fill(gradients.dh(), 0);
        }
        if (here && mistake == Mistake.CELL_DROPPED) {
            fill(gradients.dc(), 0);
        }
        if (here && mistake == Mistake.SPATIAL_DROPPED) {
            given = new GateGradients(null, gradients.dh(), gradients.dc(), gradients.dGates(), gradients.dRecurrent());
        }
        super.gatesBackward(spec, t, lengths, operands, given);
        if (here && t == step && mistake == Mistake.STEP_FORGOTTEN) {
            fill(gradients.dGates(), 0);
            fill(gradients.dRecurrent(), 0);
        }
        if (here && t == step && mistake == Mistake.DERIVATIVE_WRONG) {
            axpby(1, gradients.dGates(), 1, gradients.dGates());
        }
    }

    @Override
    public void gemm(GemmSpec spec, View a, View b, @Nullable View bias, View c) {
        boolean share = here && mistake == Mistake.SHARE_FORGOTTEN && weightGradient != null;
        if (share && c.buffer() == weightGradient.buffer() && c.offset() == weightGradient.offset()) {
            int rows = a.rows() / NetworkCase.STEPS;
            View left = a.block(step, rows);
            double[] kept = new double[(int) left.size()];
            download(left.buffer(), left.offset(), kept, 0, kept.length);
            fill(left, 0);
            super.gemm(spec, a, b, bias, c);
            upload(left.buffer(), left.offset(), kept, 0, kept.length);
        } else {
            super.gemm(spec, a, b, bias, c);
        }
    }
}
