package dev.unroll.backend;

import org.jspecify.annotations.Nullable;

/**
 * Backpropagation through time from matrix products and {@link Backend#gatesForward}/{@link Backend#gatesBackward}: what every backend
 * can do without a recurrent kernel of its own.
 *
 * <p>Forward: {@code A = X W^T + b_ih} for all steps in one product; then for each step {@code u = h_{t-1} R^T} and the gates. Backward:
 * for each step from the last to the first the gate gradients, and {@code dh_{t-1} += dU_t R}; after the loop one product each for
 * {@code dW = dA^T X}, {@code dR = dU^T H} and {@code dX = dA W} (Werbos, "Backpropagation through time: what it does and how to do it",
 * 1990; one product before and three after the loop as in Appleyard et al., arXiv:1604.01946).
 */
public final class StepwiseRecurrence {
    private StepwiseRecurrence() {}

    /** See {@link Backend#reserveSize}: LSTM keeps gates and cell states, GRU gates and recurrent products, TANH and RELU need h alone. */
    public static long reserveSize(RecurrentSpec spec) {
        long gates = rows(spec) * spec.gateSize();
        return switch (spec.cell()) {
            case TANH, RELU -> 0;
            case LSTM -> gates + (spec.steps() + 1L) * spec.batch() * spec.hiddenSize();
            case GRU -> 2 * gates;
        };
    }

    /** See {@link Backend#scratchSize}. */
    public static long scratchSize(RecurrentSpec spec) {
        long gates = rows(spec) * spec.gateSize();
        long forward = gates + (long) spec.batch() * spec.gateSize();
        long backward = (spec.cell() == CellType.GRU ? 2 * gates : gates) + 2L * spec.batch() * spec.hiddenSize();
        return Math.max(forward, backward);
    }

    /** See {@link Backend#recurrentForward}. */
    public static void forward(
            Backend backend,
            RecurrentSpec spec,
            RecurrentWeights weights,
            RecurrentState state,
            @Nullable View reserve,
            View scratch) {
        RecurrentContract.forward(spec, weights, state, sized(spec, reserve), sized(spec, scratch, scratchSize(spec)));
        int n = spec.batch();
        Forward at = Forward.of(spec, state, reserve, scratch);
        backend.gemm(GemmSpec.NT.with(Epilogue.BIAS), state.x(), weights.w(), weights.biasInput(), at.gates);
        if (state.c0() != null) {
            backend.axpby(1, state.c0(), 0, at.cell(spec.initialSlot()));
        }
        for (int k = 0; k < spec.steps(); k++) {
            int t = spec.stepAt(k);
            View before = state.h().block(spec.slotBefore(t), n);
            View product = at.product(t);
            backend.gemm(GemmSpec.NT, before, weights.r(), null, product);
            GateStep step = new GateStep(
                    at.gates.block(t, n),
                    product,
                    before,
                    state.h().block(spec.slotAfter(t), n),
                    at.cellOrNull(spec.slotBefore(t)),
                    at.cellOrNull(spec.slotAfter(t)));
            backend.gatesForward(spec, t, weights.biasHidden(), state.lengths(), step);
        }
        if (state.cN() != null && at.keepsCells) {
            backend.axpby(1, at.cell(spec.finalSlot()), 0, state.cN());
        }
    }

    /** See {@link Backend#recurrentBackward}. */
    public static void backward(
            Backend backend,
            RecurrentSpec spec,
            RecurrentWeights weights,
            RecurrentState state,
            RecurrentGradients gradients,
            View reserve,
            View scratch) {
        RecurrentContract.forward(spec, weights, state, sized(spec, reserve), sized(spec, scratch, scratchSize(spec)));
        RecurrentContract.backward(spec, gradients);
        Backward at = Backward.of(spec, state, reserve, scratch);
        start(backend, gradients.dhN(), at.dh);
        if (spec.cell().hasCellState()) {
            start(backend, gradients.dcN(), at.dc);
        }
        for (int k = spec.steps() - 1; k >= 0; k--) {
            int t = spec.stepAt(k);
            backend.gatesBackward(
                    spec, t, state.lengths(), at.operands(spec, state, t), at.gradients(spec, gradients, t));
            if (k > 0 || gradients.dh0() != null) {
                backend.gemm(GemmSpec.NN.accumulate(), at.dRecurrent.block(t, spec.batch()), weights.r(), null, at.dh);
            }
        }
        if (gradients.dh0() != null) {
            backend.axpby(1, at.dh, 0, gradients.dh0());
        }
        if (gradients.dc0() != null) {
            backend.axpby(1, at.dc, 0, gradients.dc0());
        }
        afterLoop(backend, spec, weights, state, gradients, at);
    }

    /** The products over all steps at once: each weight is shared over time, so its gradient is the sum of every step's share. */
    private static void afterLoop(
            Backend backend,
            RecurrentSpec spec,
            RecurrentWeights weights,
            RecurrentState state,
            RecurrentGradients gradients,
            Backward at) {
        int n = spec.batch();
        int firstBefore = spec.direction() == Direction.FORWARD ? 0 : n;
        View before = state.h().slice(firstBefore, spec.steps() * n);
        backend.gemm(
                GemmSpec.TN.accumulate(),
                at.dGates,
                state.x(),
                null,
                gradients.weights().w());
        backend.gemm(
                GemmSpec.TN.accumulate(),
                at.dRecurrent,
                before,
                null,
                gradients.weights().r());
        backend.columnSum(at.dGates, gradients.weights().biasInput());
        backend.columnSum(at.dRecurrent, gradients.weights().biasHidden());
        if (gradients.dx() != null) {
            backend.gemm(GemmSpec.NN, at.dGates, weights.w(), null, gradients.dx());
        }
    }

    private static void start(Backend backend, @Nullable View given, View target) {
        if (given == null) {
            backend.fill(target, 0);
        } else {
            backend.axpby(1, given, 0, target);
        }
    }

    private static long rows(RecurrentSpec spec) {
        return (long) spec.steps() * spec.batch();
    }

    private static @Nullable View sized(RecurrentSpec spec, @Nullable View reserve) {
        return reserve == null ? null : sized(spec, reserve, reserveSize(spec));
    }

    private static View sized(RecurrentSpec spec, View memory, long needed) {
        if (memory.size() < needed || !memory.isDense()) {
            throw new IllegalArgumentException("reserve or scratch: " + memory.shape() + "; expected at least " + needed
                    + " dense elements for " + spec);
        }
        return memory;
    }

    /** Where the forward pass keeps what. */
    private static final class Forward {
        final View gates;
        final boolean keepsCells;
        private final View products;
        private final boolean keepsProducts;
        private final @Nullable View cells;
        private final int batch;

        private Forward(
                View gates, View products, boolean keepsProducts, @Nullable View cells, boolean keepsCells, int batch) {
            this.gates = gates;
            this.products = products;
            this.keepsProducts = keepsProducts;
            this.cells = cells;
            this.keepsCells = keepsCells;
            this.batch = batch;
        }

        static Forward of(RecurrentSpec spec, RecurrentState state, @Nullable View reserve, View scratch) {
            int rows = Math.toIntExact(rows(spec));
            int gh = spec.gateSize();
            long gatesSize = (long) rows * gh;
            boolean training = reserve != null && spec.cell().gates() > 1;
            View memory = training && reserve != null ? reserve : scratch;
            View gates = part(memory, 0, rows, gh);
            boolean keepsProducts = training && spec.cell() == CellType.GRU;
            View products = keepsProducts
                    ? part(memory, gatesSize, rows, gh)
                    : part(scratch, training ? 0 : gatesSize, spec.batch(), gh);
            if (!spec.cell().hasCellState()) {
                return new Forward(gates, products, keepsProducts, null, false, spec.batch());
            }
            View cells = training
                    ? part(memory, gatesSize, (spec.steps() + 1) * spec.batch(), spec.hiddenSize())
                    : state.cN();
            return new Forward(gates, products, keepsProducts, cells, training, spec.batch());
        }

        View product(int t) {
            return keepsProducts ? products.block(t, batch) : products;
        }

        /** Inference keeps one cell state and updates it in place. */
        View cell(int slot) {
            View all = java.util.Objects.requireNonNull(cells);
            return keepsCells ? all.block(slot, batch) : all;
        }

        @Nullable
        View cellOrNull(int slot) {
            return cells == null ? null : cell(slot);
        }
    }

    /** Where the backward pass finds and keeps what. */
    private record Backward(
            View gates, @Nullable View products, @Nullable View cells, View dGates, View dRecurrent, View dh, View dc) {
        static Backward of(RecurrentSpec spec, RecurrentState state, View reserve, View scratch) {
            int rows = Math.toIntExact(rows(spec));
            int n = spec.batch();
            int h = spec.hiddenSize();
            int gh = spec.gateSize();
            long size = (long) rows * gh;
            View gates = spec.cell().gates() == 1
                    ? state.h().slice(spec.firstOutputSlot() * n, rows)
                    : part(reserve, 0, rows, gh);
            View products = spec.cell() == CellType.GRU ? part(reserve, size, rows, gh) : null;
            View cells = spec.cell().hasCellState() ? part(reserve, size, (spec.steps() + 1) * n, h) : null;
            View dGates = part(scratch, 0, rows, gh);
            boolean two = spec.cell() == CellType.GRU;
            View dRecurrent = two ? part(scratch, size, rows, gh) : dGates;
            long rest = two ? 2 * size : size;
            View dh = part(scratch, rest, n, h);
            View dc = part(scratch, rest + (long) n * h, n, h);
            return new Backward(gates, products, cells, dGates, dRecurrent, dh, dc);
        }

        GateStep operands(RecurrentSpec spec, RecurrentState state, int t) {
            int n = spec.batch();
            return new GateStep(
                    gates.block(t, n),
                    products == null ? null : products.block(t, n),
                    state.h().block(spec.slotBefore(t), n),
                    state.h().block(spec.slotAfter(t), n),
                    cells == null ? null : cells.block(spec.slotBefore(t), n),
                    cells == null ? null : cells.block(spec.slotAfter(t), n));
        }

        GateGradients gradients(RecurrentSpec spec, RecurrentGradients given, int t) {
            int n = spec.batch();
            View dy = given.dy();
            return new GateGradients(
                    dy == null ? null : dy.block(t, n),
                    dh,
                    spec.cell().hasCellState() ? dc : null,
                    dGates.block(t, n),
                    dRecurrent.block(t, n));
        }
    }

    private static View part(View memory, long from, int rows, int columns) {
        return memory.buffer().view(memory.offset() + from, rows, columns);
    }
}
