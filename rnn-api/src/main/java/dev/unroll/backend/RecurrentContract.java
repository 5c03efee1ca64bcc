package dev.unroll.backend;

import org.jspecify.annotations.Nullable;

/** The argument checks of the recurrent methods; errors as in {@link Contract}. */
public final class RecurrentContract {
    private RecurrentContract() {}

    /** Shapes and element types of {@link Backend#recurrentForward}, and that all memory belongs to one backend. */
    public static void forward(
            RecurrentSpec spec, RecurrentWeights weights, RecurrentState state, @Nullable View reserve, View scratch) {
        int n = spec.batch();
        int h = spec.hiddenSize();
        Backend owner = state.h().buffer().owner();
        shaped(owner, "x", state.x(), (long) spec.steps() * n, spec.inputSize());
        shaped(owner, "h", state.h(), (spec.steps() + 1L) * n, h);
        weights(owner, spec, "", weights);
        lengths(owner, spec, state.lengths());
        cell(owner, spec, "c0", state.c0());
        cell(owner, spec, "cN", state.cN());
        Contract.real(owner, "scratch", scratch);
        if (reserve != null) {
            Contract.real(owner, "reserve", reserve);
        }
    }

    /** Shapes and element types of the gradients of {@link Backend#recurrentBackward}. */
    public static void backward(RecurrentSpec spec, RecurrentGradients gradients) {
        int n = spec.batch();
        int h = spec.hiddenSize();
        Backend owner = gradients.weights().w().buffer().owner();
        weights(owner, spec, "d", gradients.weights());
        optional(owner, "dy", gradients.dy(), (long) spec.steps() * n, h);
        optional(owner, "dhN", gradients.dhN(), n, h);
        optional(owner, "dx", gradients.dx(), (long) spec.steps() * n, spec.inputSize());
        optional(owner, "dh0", gradients.dh0(), n, h);
        if (!spec.cell().hasCellState() && (gradients.dcN() != null || gradients.dc0() != null)) {
            throw new IllegalArgumentException("dcN, dc0: given; a " + spec.cell() + " has no cell state");
        }
        optional(owner, "dcN", gradients.dcN(), n, h);
        optional(owner, "dc0", gradients.dc0(), n, h);
    }

    /** The operands of {@link Backend#gatesForward}. */
    public static void gatesForward(
            Backend self, RecurrentSpec spec, int step, View biasHidden, @Nullable View lengths, GateStep operands) {
        shaped(self, "biasHidden", biasHidden, 1, spec.gateSize());
        if (operands.recurrent() == null) {
            throw new IllegalArgumentException("recurrent: absent; the forward pass needs the recurrent product");
        }
        gates(self, spec, step, lengths, operands);
    }

    /** The operands of {@link Backend#gatesBackward}. */
    public static void gatesBackward(
            Backend self,
            RecurrentSpec spec,
            int step,
            @Nullable View lengths,
            GateStep operands,
            GateGradients gradients) {
        gates(self, spec, step, lengths, operands);
        if (spec.cell() == CellType.GRU && operands.recurrent() == null) {
            throw new IllegalArgumentException("recurrent: absent; the GRU's backward pass needs it");
        }
        int n = spec.batch();
        int h = spec.hiddenSize();
        optional(self, "dy", gradients.dy(), n, h);
        shaped(self, "dh", gradients.dh(), n, h);
        cell(self, spec, "dc", gradients.dc());
        shaped(self, "dGates", gradients.dGates(), n, spec.gateSize());
        shaped(self, "dRecurrent", gradients.dRecurrent(), n, spec.gateSize());
        boolean same = gradients.dGates().equals(gradients.dRecurrent());
        if (same == (spec.cell() == CellType.GRU)) {
            throw new IllegalArgumentException("dRecurrent: " + (same ? "the same view as" : "another view than")
                    + " dGates for a " + spec.cell() + "; only a GRU needs two");
        }
    }

    private static void gates(Backend self, RecurrentSpec spec, int step, @Nullable View lengths, GateStep operands) {
        if (step < 0 || step >= spec.steps()) {
            throw new IllegalArgumentException("step: " + step + "; expected 0 to " + (spec.steps() - 1));
        }
        int n = spec.batch();
        int h = spec.hiddenSize();
        lengths(self, spec, lengths);
        shaped(self, "gates", operands.gates(), n, spec.gateSize());
        optional(self, "recurrent", operands.recurrent(), n, spec.gateSize());
        shaped(self, "hPrevious", operands.hPrevious(), n, h);
        shaped(self, "h", operands.h(), n, h);
        cell(self, spec, "cPrevious", operands.cPrevious());
        cell(self, spec, "c", operands.c());
    }

    private static void weights(Backend owner, RecurrentSpec spec, String prefix, RecurrentWeights weights) {
        shaped(owner, prefix + "w", weights.w(), spec.gateSize(), spec.inputSize());
        shaped(owner, prefix + "r", weights.r(), spec.gateSize(), spec.hiddenSize());
        shaped(owner, prefix + "biasInput", weights.biasInput(), 1, spec.gateSize());
        shaped(owner, prefix + "biasHidden", weights.biasHidden(), 1, spec.gateSize());
    }

    private static void lengths(Backend owner, RecurrentSpec spec, @Nullable View lengths) {
        if (lengths != null) {
            Contract.ints(owner, "lengths", lengths);
            Contract.shape("lengths", lengths, spec.batch(), 1);
        }
    }

    private static void cell(Backend owner, RecurrentSpec spec, String name, @Nullable View view) {
        if (spec.cell().hasCellState() != (view != null)) {
            throw new IllegalArgumentException(name + ": " + (view == null ? "absent; a " : "given; a ") + spec.cell()
                    + (view == null ? " needs it" : " has no cell state"));
        }
        optional(owner, name, view, spec.batch(), spec.hiddenSize());
    }

    private static void optional(Backend owner, String name, @Nullable View view, long rows, long columns) {
        if (view != null) {
            shaped(owner, name, view, rows, columns);
        }
    }

    private static void shaped(Backend owner, String name, View view, long rows, long columns) {
        Contract.real(owner, name, view);
        Contract.shape(name, view, rows, columns);
    }
}
