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
import dev.unroll.cuda.SequencePlan.Pass;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A launch for each time step, the product with the recurrent weights and the cell in one, beside the products over all steps at once; see
 * {@code step_tile.cuh}.
 */
final class StepRecurrence {
    private final Kernels kernels;
    private final SequenceProducts products;

    StepRecurrence(Kernels kernels, SequenceProducts products) {
        this.kernels = kernels;
        this.products = products;
    }

    void forward(
            RecurrentSpec spec, RecurrentWeights weights, RecurrentState state, @Nullable View reserve, View scratch) {
        Forward pass = Forward.of(SequenceMemory.ofSteps(spec), weights, state, reserve, scratch);
        products.before(weights, state, pass.gates());
        StepPlan plan = StepPlan.of(spec, Pass.FORWARD, kernels.device());
        for (int k = 0; k < spec.steps(); k++) {
            Call call = call("forward", spec, plan);
            pass.write(call);
            write(call, spec, plan);
            launch(call.integer(k), spec, plan);
        }
    }

    void backward(
            RecurrentSpec spec,
            RecurrentWeights weights,
            RecurrentState state,
            RecurrentGradients given,
            Memories memories) {
        SequenceMemory memory = SequenceMemory.ofSteps(spec);
        Backward pass = Backward.of(spec, memory, weights, state, given, memories);
        View dh = memory.dh(memories.scratch());
        View dc = memory.dc(memories.scratch());
        StepPlan plan = StepPlan.of(spec, Pass.BACKWARD, kernels.device());
        int first = given.dh0() == null ? 0 : -1;
        for (int k = spec.steps() - 1; k >= first; k--) {
            Call call = call("backward", spec, plan);
            pass.write(call);
            write(call, spec, plan);
            launch(call.out(dh).out(dc).integer(k), spec, plan);
        }
        products.after(spec, weights, state, given, pass.dGates(), pass.dRecurrent());
    }

    private Call call(String pass, RecurrentSpec spec, StepPlan plan) {
        String cell = spec.cell().name().toLowerCase(Locale.ROOT);
        return kernels.call(
                "step_" + cell, "step_" + pass + "_" + cell + "_" + plan.tile().word());
    }

    /** The plan as the kernels' structure SequencePlan has it: a block has units and rows of its own, and waits for nobody. */
    private static void write(Call call, RecurrentSpec spec, StepPlan plan) {
        call.address(0)
                .integer(spec.steps())
                .integer(spec.batch())
                .integer(spec.hiddenSize())
                .integer(plan.units())
                .integer(plan.tile().rows)
                .integer(plan.tile().rows)
                .integer(spec.direction() == Direction.REVERSE ? 1 : 0)
                .kernel()
                .pad();
    }

    private static void launch(Call call, RecurrentSpec spec, StepPlan plan) {
        int bytes = plan.tile().sharedBytes();
        call.kernel()
                .allowSharedBytes(bytes)
                .launch(plan.blocksAcross(spec), plan.blocksDown(spec), StepPlan.THREADS, 1, bytes);
    }
}
