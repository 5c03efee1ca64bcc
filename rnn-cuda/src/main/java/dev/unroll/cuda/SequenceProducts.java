package dev.unroll.cuda;

import dev.unroll.backend.Direction;
import dev.unroll.backend.Epilogue;
import dev.unroll.backend.GemmSpec;
import dev.unroll.backend.RecurrentGradients;
import dev.unroll.backend.RecurrentSpec;
import dev.unroll.backend.RecurrentState;
import dev.unroll.backend.RecurrentWeights;
import dev.unroll.backend.View;

/** What is computed for all steps of a sequence at once, before and after the walk through them. */
final class SequenceProducts {
    private final Gemm gemm;
    private final Reductions reductions;

    SequenceProducts(Gemm gemm, Reductions reductions) {
        this.gemm = gemm;
        this.reductions = reductions;
    }

    /** {@code X W^T + b_ih} into {@code gates [T*N, G*H]}. */
    void before(RecurrentWeights weights, RecurrentState state, View gates) {
        gemm.multiply(GemmSpec.NT.with(Epilogue.BIAS), state.x(), weights.w(), weights.biasInput(), gates);
    }

    /** Each weight is shared over time, so its gradient is the sum of every step's share: products over all steps at once. */
    void after(
            RecurrentSpec spec,
            RecurrentWeights weights,
            RecurrentState state,
            RecurrentGradients given,
            View dGates,
            View dRecurrent) {
        int n = spec.batch();
        View before = state.h().slice(spec.direction() == Direction.FORWARD ? 0 : n, spec.steps() * n);
        RecurrentWeights sums = given.weights();
        GemmSpec shares = GemmSpec.TN.accumulate();
        gemm.multiply(shares, dGates, state.x(), null, sums.w());
        gemm.multiply(shares, dRecurrent, before, null, sums.r());
        reductions.columnSums(dGates, sums.biasInput(), dRecurrent, sums.biasHidden());
        View dx = given.dx();
        if (dx != null) {
            gemm.multiply(GemmSpec.NN, dGates, weights.w(), null, dx);
        }
    }
}
