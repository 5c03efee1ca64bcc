package dev.unroll.cuda;

import dev.unroll.backend.Direction;
import dev.unroll.backend.Epilogue;
import dev.unroll.backend.GemmSpec;
import dev.unroll.backend.RecurrentGradients;
import dev.unroll.backend.RecurrentSpec;
import dev.unroll.backend.RecurrentState;
import dev.unroll.backend.RecurrentWeights;
import dev.unroll.backend.View;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A whole sequence of one layer in one launch, with the recurrent weights in the registers of the multiprocessors for all time steps (persistent kernels:
 * Diamos et al., "Persistent RNNs: Stashing Recurrent Weights On-Chip", ICML 2016), beside the products over all steps at once.
 */
final class SequenceRecurrence {
    /** The ints of a Meeting, meeting.cuh. */
    private static final int MEETING = 32;

    private final Kernels kernels;
    private final Workspace workspace;
    private final Gemm gemm;
    private final Reductions reductions;

    SequenceRecurrence(Kernels kernels, Workspace workspace, Gemm gemm, Reductions reductions) {
        this.kernels = kernels;
        this.workspace = workspace;
        this.gemm = gemm;
        this.reductions = reductions;
    }

    void forward(
            RecurrentSpec spec,
            SequencePlan plan,
            RecurrentWeights weights,
            RecurrentState state,
            @Nullable View reserve,
            View scratch) {
        SequenceMemory memory = new SequenceMemory(spec);
        View gates = memory.gates(scratch);
        SequenceMemory.Kept kept = memory.kept(reserve);
        gemm.multiply(GemmSpec.NT.with(Epilogue.BIAS), state.x(), weights.w(), weights.biasInput(), gates);
        Call call = call(spec, "forward", plan)
                .in(gates)
                .out(kept.activated())
                .out(kept.products())
                .out(kept.cells())
                .in(weights.r())
                .in(weights.biasHidden())
                .out(state.h())
                .in(state.c0())
                .out(state.cN())
                .ints(state.lengths());
        launch(call, spec, plan);
    }

    void backward(
            RecurrentSpec spec,
            SequencePlan plan,
            RecurrentWeights weights,
            RecurrentState state,
            RecurrentGradients given,
            Memories memories) {
        SequenceMemory memory = new SequenceMemory(spec);
        SequenceMemory.Kept kept = memory.kept(memories.reserve());
        View dGates = memory.gates(memories.scratch());
        View dRecurrent = memory.recurrentGradients(memories.scratch());
        int rows = spec.steps() * spec.batch();
        View outputs = state.h().slice(spec.firstOutputSlot() * spec.batch(), rows);
        Call call = call(spec, "backward", plan)
                .in(kept.activated() == null ? outputs : kept.activated())
                .in(kept.products())
                .in(kept.cells())
                .in(weights.r())
                .in(state.h())
                .in(given.dy())
                .in(given.dhN())
                .in(given.dcN())
                .out(given.dh0())
                .out(given.dc0())
                .out(dGates)
                .out(dRecurrent)
                .ints(state.lengths());
        launch(call, spec, plan);
        afterLoop(spec, weights, state, given, dGates, dRecurrent);
    }

    /** Each weight is shared over time, so its gradient is the sum of every step's share: products over all steps at once. */
    private void afterLoop(
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

    private Call call(RecurrentSpec spec, String pass, SequencePlan plan) {
        String cell = spec.cell().name().toLowerCase(Locale.ROOT);
        String word = plan.exchange().word;
        return kernels.call(word + "_" + cell, word + "_" + pass + "_" + cell + "_" + plan.split());
    }

    private void launch(Call call, RecurrentSpec spec, SequencePlan plan) {
        long meetings = plan.exchange() == SequencePlan.Exchange.GRID
                ? workspace.floats(Workspace.Slot.MEETINGS, (long) MEETING * plan.groups())
                : 0;
        plan.launch(call, spec, meetings, spec.direction() == Direction.REVERSE);
    }

    /**
     * The memory that the caller lends.
     *
     * @param reserve what forward kept
     * @param scratch temporary
     */
    record Memories(View reserve, View scratch) {}
}
