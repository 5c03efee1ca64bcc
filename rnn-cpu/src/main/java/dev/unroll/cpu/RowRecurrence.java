package dev.unroll.cpu;

import dev.unroll.backend.CellType;
import dev.unroll.backend.Epilogue;
import dev.unroll.backend.GemmSpec;
import dev.unroll.backend.RecurrentGradients;
import dev.unroll.backend.RecurrentSpec;
import dev.unroll.backend.RecurrentState;
import dev.unroll.backend.RecurrentWeights;
import dev.unroll.backend.View;
import org.jspecify.annotations.Nullable;

/**
 * Whole sequences. Batch rows do not depend on each other, so the loop over time is cut over rows: each thread takes a block of rows
 * through all steps, without a word to the others; with few rows and many weights {@link SharedSteps} cuts each step instead. Before the loop
 * the input product of all steps is one matrix product; in inference it may be made along the way, see {@link InputProduct}. After the loop
 * {@code dW = dA^T X}, {@code dR = dU^T H} and {@code dX = dA W} are one each. A row's numbers depend neither on the block that it is in nor
 * on how the loop is cut.
 */
final class RowRecurrence {
    /** Fewer multiplications than this take less time than waking a thread. */
    private static final long WORTH_SHARING = 200_000;
    /** The same for a thread's part of a step that the threads share, who are awake. */
    private static final long WORTH_A_THREAD = 100_000;
    /** The same where the rows are too few to be cut, so that the other threads would have nothing to do. */
    private static final long WORTH_AN_IDLE_THREAD = 18_000;
    /** Rows of a thread for which weights that come from memory are not the most of the wait. */
    private static final int ROWS_OF_FAR_WEIGHTS = 16;
    /** Fewer rows than this make poor use of a tile. */
    private static final int FEWEST_ROWS = 2;

    private final KernelSet kernels;
    private final WorkerPool pool;
    private final Gemm gemm;
    private final Gates gates;
    private final Reductions reductions;

    RowRecurrence(KernelSet kernels, WorkerPool pool, Gemm gemm, Gates gates, Reductions reductions) {
        this.kernels = kernels;
        this.pool = pool;
        this.gemm = gemm;
        this.gates = gates;
        this.reductions = reductions;
    }

    KernelCall forward(
            RecurrentSpec spec, RecurrentWeights weights, RecurrentState state, @Nullable View reserve, View scratch) {
        RecurrentMemory.check(spec, reserve, scratch);
        View memory = RecurrentMemory.gates(spec, reserve, scratch);
        Panels r = KeptPanels.of(kernels, pool, Matrix.of(weights.r(), true));
        InputProduct input = inputAlongTheWay(spec, weights, state, reserve, memory);
        ForwardRows rows = new ForwardRows(spec, state, weights.biasHidden(), memory, reserve, gates, input);
        KernelCall before = input == null
                ? gemm.multiply(GemmSpec.NT.with(Epilogue.BIAS), state.x(), weights.w(), weights.biasInput(), memory)
                : input::prepare;
        return KernelCall.inOrder(
                before,
                r::prepare,
                forwardLoop(spec, r, rows),
                r::release,
                input == null ? KernelCall.NOTHING : input::release);
    }

    /** Inference over many steps by blocks of rows; else the input product of all steps comes before the loop. */
    private @Nullable InputProduct inputAlongTheWay(
            RecurrentSpec spec, RecurrentWeights weights, RecurrentState state, @Nullable View reserve, View memory) {
        int rows = rowsPerTask(spec);
        return reserve == null && !sharesSteps(spec) && InputProduct.pays(spec, rows)
                ? new InputProduct(spec, kernels, pool, weights, state, memory, rows)
                : null;
    }

    KernelCall backward(
            RecurrentSpec spec,
            RecurrentWeights weights,
            RecurrentState state,
            RecurrentGradients gradients,
            View reserve,
            View scratch) {
        RecurrentMemory.check(spec, reserve, scratch);
        Panels r = new Panels(kernels, pool, Matrix.of(weights.r(), false));
        BackwardRows rows = new BackwardRows(spec, state, gradients, reserve, scratch, gates);
        return KernelCall.inOrder(
                r::prepare,
                backwardLoop(spec, r, rows),
                r::release,
                afterLoop(spec, weights, state, gradients, scratch));
    }

    private KernelCall forwardLoop(RecurrentSpec spec, Panels r, ForwardRows rows) {
        return sharesSteps(spec)
                ? new SharedSteps(spec, pool, r).forward(rows)
                : loop(spec, (first, end, workspace) -> rows.run(r, first, end, workspace));
    }

    private KernelCall backwardLoop(RecurrentSpec spec, Panels r, BackwardRows rows) {
        return sharesSteps(spec)
                ? new SharedSteps(spec, pool, r).backward(rows)
                : loop(spec, (first, end, workspace) -> rows.run(r, first, end, workspace));
    }

    private KernelCall loop(RecurrentSpec spec, Sweep.Group rows) {
        return Sweep.groups(pool, spec.batch(), rowsPerTask(spec), (first, end, workspace) -> {
            rows.run(first, end, workspace);
            workspace.cell.release();
            workspace.tile.release();
        });
    }

    private KernelCall afterLoop(
            RecurrentSpec spec,
            RecurrentWeights weights,
            RecurrentState state,
            RecurrentGradients gradients,
            View scratch) {
        GemmSpec add = GemmSpec.TN.accumulate();
        RecurrentWeights d = gradients.weights();
        View dGates = RecurrentMemory.dGates(spec, scratch);
        View dRecurrent = RecurrentMemory.dRecurrent(spec, scratch);
        View before = state.h().slice(spec.slotBefore(0) * spec.batch(), spec.steps() * spec.batch());
        View dx = gradients.dx();
        return KernelCall.inOrder(
                gemm.multiply(add, dGates, state.x(), null, d.w()),
                gemm.multiply(add, dRecurrent, before, null, d.r()),
                biases(spec, dGates, dRecurrent, d),
                dx == null ? KernelCall.NOTHING : gemm.multiply(GemmSpec.NN, dGates, weights.w(), null, dx));
    }

    /** Only GRU's reset gate stands between the gradients of its two biases. */
    private KernelCall biases(RecurrentSpec spec, View dGates, View dRecurrent, RecurrentWeights gradients) {
        if (spec.cell() == CellType.GRU) {
            return KernelCall.inOrder(
                    reductions.columnSum(dGates, gradients.biasInput()),
                    reductions.columnSum(dRecurrent, gradients.biasHidden()));
        }
        return reductions.columnSum(dGates, gradients.biasInput(), gradients.biasHidden());
    }

    /** How the loop over time is cut. */
    String cutName(RecurrentSpec spec) {
        return sharesSteps(spec) ? "shared steps" : "rows";
    }

    /**
     * Whether the threads share each step instead of the batch rows: where these would give a thread less than a tile, or so few rows that it waits
     * for weights that come from memory.
     */
    private boolean sharesSteps(RecurrentSpec spec) {
        long weights = (long) spec.gateSize() * spec.hiddenSize();
        int enough = weights > Panels.FAR ? ROWS_OF_FAR_WEIGHTS : TileKernel.MOST_ROWS;
        long worth = spec.batch() <= FEWEST_ROWS ? WORTH_AN_IDLE_THREAD : WORTH_A_THREAD;
        return pool.threads() > 1
                && spec.batch() < enough * pool.threads()
                && weights * spec.batch() >= worth * pool.threads()
                && work(spec) >= WORTH_SHARING;
    }

    private int rowsPerTask(RecurrentSpec spec) {
        int parts = work(spec) < WORTH_SHARING ? 1 : pool.threads();
        return Math.max(FEWEST_ROWS, (spec.batch() + parts - 1) / parts);
    }

    /** Multiplications of the loop. */
    private static long work(RecurrentSpec spec) {
        return (long) spec.steps() * spec.batch() * spec.gateSize() * spec.hiddenSize();
    }
}
