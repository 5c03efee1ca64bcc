package dev.unroll.cuda;

import dev.unroll.backend.Direction;
import dev.unroll.backend.RecurrentGradients;
import dev.unroll.backend.RecurrentSpec;
import dev.unroll.backend.RecurrentState;
import dev.unroll.backend.RecurrentWeights;
import dev.unroll.backend.View;
import dev.unroll.cuda.SequencePass.Backward;
import dev.unroll.cuda.SequencePass.Forward;
import dev.unroll.cuda.SequencePass.Memories;
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
    private final SequenceProducts products;

    SequenceRecurrence(Kernels kernels, Workspace workspace, SequenceProducts products) {
        this.kernels = kernels;
        this.workspace = workspace;
        this.products = products;
    }

    void forward(
            RecurrentSpec spec,
            SequencePlan plan,
            RecurrentWeights weights,
            RecurrentState state,
            @Nullable View reserve,
            View scratch) {
        Forward pass = Forward.of(SequenceMemory.ofSequence(spec), weights, state, reserve, scratch);
        products.before(weights, state, pass.gates());
        launch(pass, "forward", spec, plan);
    }

    void backward(
            RecurrentSpec spec,
            SequencePlan plan,
            RecurrentWeights weights,
            RecurrentState state,
            RecurrentGradients given,
            Memories memories) {
        Backward pass = Backward.of(spec, SequenceMemory.ofSequence(spec), weights, state, given, memories);
        launch(pass, "backward", spec, plan);
        products.after(spec, weights, state, given, pass.dGates(), pass.dRecurrent());
    }

    private void launch(SequencePass pass, String name, RecurrentSpec spec, SequencePlan plan) {
        String cell = spec.cell().name().toLowerCase(Locale.ROOT);
        String word = plan.exchange().word;
        Call call = kernels.call(word + "_" + cell, word + "_" + name + "_" + cell + "_" + plan.split());
        pass.write(call);
        long meetings = plan.exchange() == SequencePlan.Exchange.GRID
                ? workspace.floats(Workspace.Slot.MEETINGS, (long) MEETING * plan.groups())
                : 0;
        plan.launch(call, spec, meetings, spec.direction() == Direction.REVERSE);
    }
}
