package dev.unroll.backend;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A {@link RecurrentProblem} in the memory of a backend, with x, h and their gradients in strided views if asked for. */
final class RecurrentRun {
    private final Backend backend;
    private final RecurrentSpec spec;
    private final int gap;
    final TestMemory memory;
    final RecurrentWeights weights;
    final RecurrentState state;
    final View reserve;
    final View scratch;

    RecurrentRun(Backend backend, RecurrentProblem problem, boolean strided) {
        this.backend = backend;
        spec = problem.spec;
        gap = strided ? 2 : 0;
        memory = new TestMemory(backend);
        int n = spec.batch();
        int h = spec.hiddenSize();
        int gh = spec.gateSize();
        weights = new RecurrentWeights(
                memory.reals(gh, spec.inputSize(), problem.w),
                memory.reals(gh, h, problem.r),
                memory.reals(1, gh, problem.biasInput),
                memory.reals(1, gh, problem.biasHidden));
        View x = memory.strided(spec.steps() * n, spec.inputSize(), spec.inputSize() + gap, problem.x);
        View states = memory.strided((spec.steps() + 1) * n, h, h + gap, nan((spec.steps() + 1) * n * h));
        memory.write(states.block(spec.initialSlot(), n), problem.h0);
        boolean cells = spec.cell().hasCellState();
        state = new RecurrentState(
                x,
                problem.lengths == null ? null : memory.ints(problem.lengths),
                states,
                cells ? memory.reals(n, h, problem.c0) : null,
                cells ? memory.reals(n, h, nan(n * h)) : null);
        reserve = memory.reals(1, (int) backend.reserveSize(spec), nan((int) backend.reserveSize(spec)));
        scratch = memory.reals(1, (int) backend.scratchSize(spec), nan((int) backend.scratchSize(spec)));
    }

    void forward(boolean training) {
        backend.recurrentForward(spec, weights, state, training ? reserve : null, scratch);
    }

    double[] outputs() {
        return memory.read(state.h().slice(spec.firstOutputSlot() * spec.batch(), spec.steps() * spec.batch()));
    }

    double[] hN() {
        return memory.read(state.h().block(spec.finalSlot(), spec.batch()));
    }

    double[] cN() {
        View cN = state.cN();
        return cN == null ? new double[0] : memory.read(cN);
    }

    /** Where the gradients go: those of the weights start at {@code weightStart}, the others at NaN. */
    RecurrentGradients gradients(
            double @Nullable [] dy, double @Nullable [] dhN, double @Nullable [] dcN, double weightStart) {
        int n = spec.batch();
        int h = spec.hiddenSize();
        int rows = spec.steps() * n;
        return new RecurrentGradients(
                new RecurrentWeights(
                        started(weights.w(), weightStart),
                        started(weights.r(), weightStart),
                        started(weights.biasInput(), weightStart),
                        started(weights.biasHidden(), weightStart)),
                dy == null ? null : memory.strided(rows, h, h + gap, dy),
                dhN == null ? null : memory.reals(n, h, dhN),
                dcN == null ? null : memory.reals(n, h, dcN),
                memory.strided(rows, spec.inputSize(), spec.inputSize() + gap, nan(rows * spec.inputSize())),
                memory.reals(n, h, nan(n * h)),
                spec.cell().hasCellState() ? memory.reals(n, h, nan(n * h)) : null);
    }

    void backward(RecurrentGradients gradients) {
        backend.recurrentBackward(spec, weights, state, gradients, reserve, scratch);
    }

    private View started(View like, double value) {
        double[] values = new double[like.rows() * like.columns()];
        Arrays.fill(values, value);
        return memory.reals(like.rows(), like.columns(), values);
    }

    private static double[] nan(int count) {
        double[] values = new double[count];
        Arrays.fill(values, Double.NaN);
        return values;
    }
}
