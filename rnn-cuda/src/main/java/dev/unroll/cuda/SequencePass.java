package dev.unroll.cuda;

import dev.unroll.backend.RecurrentGradients;
import dev.unroll.backend.RecurrentSpec;
import dev.unroll.backend.RecurrentState;
import dev.unroll.backend.RecurrentWeights;
import dev.unroll.backend.View;
import org.jspecify.annotations.Nullable;

/** The operands of one pass through a sequence, as the kernels' structures name them: all of it but who does what. */
interface SequencePass {
    /** Writes the members of the structure before its plan. */
    void write(Call call);

    /** {@code SequenceForwardArguments} of forward_step.cuh. */
    record Forward(RecurrentWeights weights, RecurrentState state, View gates, SequenceMemory.Kept kept)
            implements SequencePass {
        static Forward of(
                SequenceMemory memory,
                RecurrentWeights weights,
                RecurrentState state,
                @Nullable View reserve,
                View scratch) {
            return new Forward(weights, state, memory.gates(scratch), memory.kept(reserve));
        }

        @Override
        public void write(Call call) {
            call.in(gates)
                    .out(kept.activated())
                    .out(kept.products())
                    .out(kept.cells())
                    .in(weights.r())
                    .in(weights.biasHidden())
                    .out(state.h())
                    .in(state.c0())
                    .out(state.cN())
                    .ints(state.lengths());
        }
    }

    /** {@code SequenceBackwardArguments} of backward_step.cuh. */
    record Backward(
            RecurrentWeights weights,
            RecurrentState state,
            RecurrentGradients given,
            View activated,
            SequenceMemory.Kept kept,
            View dGates,
            View dRecurrent)
            implements SequencePass {
        static Backward of(
                RecurrentSpec spec,
                SequenceMemory memory,
                RecurrentWeights weights,
                RecurrentState state,
                RecurrentGradients given,
                Memories memories) {
            SequenceMemory.Kept kept = memory.kept(memories.reserve());
            View activated = kept.activated();
            int n = spec.batch();
            return new Backward(
                    weights,
                    state,
                    given,
                    activated == null ? state.h().slice(spec.firstOutputSlot() * n, spec.steps() * n) : activated,
                    kept,
                    memory.gates(memories.scratch()),
                    memory.recurrentGradients(memories.scratch()));
        }

        @Override
        public void write(Call call) {
            call.in(activated)
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
        }
    }

    /**
     * The memory that the caller lends.
     *
     * @param reserve what forward kept
     * @param scratch temporary
     */
    record Memories(View reserve, View scratch) {}
}
