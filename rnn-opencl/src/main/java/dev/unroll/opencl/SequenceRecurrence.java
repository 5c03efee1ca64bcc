package dev.unroll.opencl;

import dev.unroll.backend.Direction;
import dev.unroll.backend.Epilogue;
import dev.unroll.backend.GemmSpec;
import dev.unroll.backend.RecurrentGradients;
import dev.unroll.backend.RecurrentSpec;
import dev.unroll.backend.RecurrentState;
import dev.unroll.backend.RecurrentWeights;
import dev.unroll.backend.View;
import org.jspecify.annotations.Nullable;

/**
 * A whole sequence of one layer in one launch, forward and backward, beside the products over all steps at once: two launches each besides
 * those products, where {@link dev.unroll.backend.StepwiseRecurrence} has two a step. Possible because batch rows are independent; it pays
 * where they are many enough to occupy the device, or the weights few.
 */
final class SequenceRecurrence {
    private static final int HAS_DHN = 4;
    private static final int HAS_DCN = 8;
    private static final int HAS_DH0 = 16;
    private static final int HAS_DC0 = 32;
    private static final int REVERSE = 64;

    /** So few recurrent weights that one core is through them sooner than two have met. */
    private static final long FEW_WEIGHTS = 1 << 18;
    /** PIECE of pack.cl. */
    private static final int PIECE = 64;

    private final Kernels kernels;
    private final Tuning tuning;
    private final Gemm gemm;
    private final Reductions reductions;
    private final OpenClSettings.Recurrence asked;

    SequenceRecurrence(Kernels kernels, Gemm gemm, Reductions reductions, OpenClSettings.Recurrence asked) {
        this.kernels = kernels;
        this.tuning = kernels.tuning();
        this.gemm = gemm;
        this.reductions = reductions;
        this.asked = asked;
    }

    /** Whether this is how the layer runs here: decided from its sizes and the device alone. */
    boolean takes(RecurrentSpec spec) {
        boolean possible = tuning.family() == Tuning.Family.TILE
                || memory(spec).localFloats() * Float.BYTES <= kernels.device().localMemoryBytes();
        return switch (asked) {
            case STEPWISE -> false;
            case SEQUENCE -> possible;
            case AUTO -> possible && pays(spec);
        };
    }

    private boolean pays(RecurrentSpec spec) {
        return tuning.family() == Tuning.Family.GROUP
                || spec.batch() >= kernels.device().computeUnits() * tuning.rows()
                || (long) spec.gateSize() * spec.hiddenSize() <= FEW_WEIGHTS;
    }

    SequenceMemory memory(RecurrentSpec spec) {
        return new SequenceMemory(spec, tuning);
    }

    private String file() {
        return tuning.family() == Tuning.Family.TILE ? "sequence_tile" : "sequence_group";
    }

    private Call call(RecurrentSpec spec, String kernel) {
        return tuning.family() == Tuning.Family.TILE
                ? kernels.call(file(), kernel, spec.cell(), "cells", "tile")
                : kernels.call(file(), kernel, spec.cell(), "cells");
    }

    void forward(
            RecurrentSpec spec, RecurrentWeights weights, RecurrentState state, @Nullable View reserve, View scratch) {
        SequenceMemory.Parts at = memory(spec).forward(reserve, scratch);
        gemm.multiply(GemmSpec.NT.with(Epilogue.BIAS), state.x(), weights.w(), weights.biasInput(), at.gates());
        pack(spec, weights.r(), at);
        Call call = call(spec, "sequence_forward")
                .out(at.gates())
                .flatOut(at.kept())
                .flatOut(at.cells())
                .in(weights.biasHidden())
                .out(state.h())
                .in(state.c0())
                .out(state.cN())
                .in(state.lengths())
                .flatIn(at.packedForward())
                .flatOut(at.products())
                .integer((state.lengths() == null ? 0 : Gates.HAS_LENGTHS) | reverse(spec));
        launch(call, spec);
    }

    void backward(
            RecurrentSpec spec,
            RecurrentWeights weights,
            RecurrentState state,
            RecurrentGradients given,
            View reserve,
            View scratch) {
        SequenceMemory.Parts at = memory(spec).reread(state, reserve);
        SequenceMemory.Gradients to = memory(spec).gradients(scratch);
        Call call = call(spec, "sequence_backward")
                .in(at.gates())
                .flatIn(at.kept())
                .flatIn(at.cells())
                .in(state.h())
                .in(given.dy())
                .in(given.dhN())
                .in(given.dcN())
                .out(given.dh0())
                .out(given.dc0())
                .in(state.lengths())
                .flatIn(at.packedBackward())
                .flatOut(to.dh())
                .flatOut(to.dc())
                .flatOut(to.dGates())
                .flatOut(to.dRecurrent())
                .integer(options(spec, state, given));
        launch(call, spec);
        afterLoop(spec, weights, state, given, to);
    }

    /** Each weight is shared over time, so its gradient is the sum of every step's share: products over all steps at once. */
    private void afterLoop(
            RecurrentSpec spec,
            RecurrentWeights weights,
            RecurrentState state,
            RecurrentGradients given,
            SequenceMemory.Gradients to) {
        int n = spec.batch();
        View before = state.h().slice(spec.direction() == Direction.FORWARD ? 0 : n, spec.steps() * n);
        RecurrentWeights sums = given.weights();
        GemmSpec shares = GemmSpec.TN.accumulate();
        gemm.multiply(shares, to.dGates(), state.x(), null, sums.w());
        gemm.multiply(shares, to.dRecurrent(), before, null, sums.r());
        reductions.columnSums(to.dGates(), sums.biasInput(), to.dRecurrent(), sums.biasHidden());
        View dx = given.dx();
        if (dx != null) {
            gemm.multiply(GemmSpec.NN, to.dGates(), weights.w(), null, dx);
        }
    }

    private static int options(RecurrentSpec spec, RecurrentState state, RecurrentGradients given) {
        return (state.lengths() == null ? 0 : Gates.HAS_LENGTHS)
                | (given.dy() == null ? 0 : Gates.HAS_DY)
                | (given.dhN() == null ? 0 : HAS_DHN)
                | (given.dcN() == null ? 0 : HAS_DCN)
                | (given.dh0() == null ? 0 : HAS_DH0)
                | (given.dc0() == null ? 0 : HAS_DC0)
                | reverse(spec);
    }

    private static int reverse(RecurrentSpec spec) {
        return spec.direction() == Direction.REVERSE ? REVERSE : 0;
    }

    private void pack(RecurrentSpec spec, View r, SequenceMemory.Parts at) {
        int gates = spec.gateSize();
        int hidden = spec.hiddenSize();
        int forwardAt = Math.toIntExact(at.packedForward().offset());
        int backwardAt = Math.toIntExact(at.packedBackward().offset());
        OpenClBuffer.of(at.packedForward()).written();
        if (tuning.family() == Tuning.Family.GROUP) {
            kernels.call("pack", "pack_recurrent_dense")
                    .in(r)
                    .memory(OpenClBuffer.of(at.packedForward()).memory())
                    .integer(forwardAt)
                    .integer(backwardAt)
                    .integer(gates)
                    .integer(hidden)
                    .groups(Kernels.ceil(gates, tuning.lanes()), hidden, tuning.lanes(), 1);
            return;
        }
        int pieces = Kernels.ceil(hidden, PIECE);
        kernels.call("pack", "pack_recurrent")
                .in(r)
                .memory(OpenClBuffer.of(at.packedForward()).memory())
                .integer(forwardAt)
                .integer(backwardAt)
                .integer(pieces)
                .integer(gates)
                .integer(hidden)
                .integer(tuning.panel())
                .run(Kernels.ceil(Math.max(gates, hidden), tuning.panel()), pieces + Kernels.ceil(gates, PIECE));
    }

    private void launch(Call call, RecurrentSpec spec) {
        int rowsPerItem = rowsPerItem(spec.batch());
        call.integer(spec.steps())
                .integer(spec.batch())
                .integer(spec.hiddenSize())
                .integer(rowsPerItem);
        if (tuning.family() == Tuning.Family.TILE) {
            call.run(Kernels.ceil(spec.batch(), rowsPerItem), 1);
            return;
        }
        call.local((long) Tuning.GROUP_ROWS * spec.hiddenSize())
                .local((long) Tuning.GROUP_ROWS * spec.gateSize())
                .groups(Kernels.ceil(spec.batch(), Tuning.GROUP_ROWS), 1, tuning.lanes(), 1);
    }

    /** An equal share of the batch for each compute unit, in whole tiles: a row's sums do not depend on it. */
    private int rowsPerItem(int batch) {
        int share = Kernels.ceil(batch, kernels.device().computeUnits());
        return Kernels.ceil(share, tuning.rows()) * tuning.rows();
    }
}
