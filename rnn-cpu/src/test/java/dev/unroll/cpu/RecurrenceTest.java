package dev.unroll.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.unroll.backend.CellType;
import dev.unroll.backend.Direction;
import dev.unroll.backend.GateGradients;
import dev.unroll.backend.GateStep;
import dev.unroll.backend.RecurrentGradients;
import dev.unroll.backend.RecurrentSpec;
import dev.unroll.backend.RecurrentState;
import dev.unroll.backend.RecurrentWeights;
import dev.unroll.backend.View;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RecurrenceTest {
    /** So wide that threads share the steps of three rows. */
    private static final int SHARED = 321;

    private static final int[][] SIZES = {
        {1, 1, 1, 1},
        {3, 2, 7, 13},
        {4, 5, 16, 17},
        {2, 13, 1, 33},
        {5, 7, 33, 16},
        {3, 17, 13, 64},
        {2, 4, 5, 100},
        {2, 4, 2, SHARED}
    };

    @ParameterizedTest
    @EnumSource(CellType.class)
    void wholeSequencesAgree(CellType cell) {
        for (int[] s : SIZES) {
            for (Direction direction : Direction.values()) {
                RecurrentSpec spec = new RecurrentSpec(cell, s[0], s[1], s[2], s[3], direction);
                sequence(spec, null, true).assertAgrees(spec.toString());
            }
        }
    }

    @ParameterizedTest
    @EnumSource(CellType.class)
    void paddingInfluencesNothing(CellType cell) {
        for (Direction direction : Direction.values()) {
            RecurrentSpec spec = new RecurrentSpec(cell, 6, 7, 5, 19, direction);
            sequence(spec, n -> n, true).assertAgrees("lengths 0 to 6, " + spec);
            sequence(spec, n -> 0, false).assertAgrees("all rows empty, " + spec);
            RecurrentSpec shared = new RecurrentSpec(cell, 3, 3, 2, SHARED, direction);
            sequence(shared, n -> n + 1, true).assertAgrees("lengths 1 to 3, " + shared);
        }
    }

    @ParameterizedTest
    @EnumSource(CellType.class)
    void singleStepsAgree(CellType cell) {
        for (int hidden : new int[] {1, 16, 21}) {
            RecurrentSpec spec = RecurrentSpec.forward(cell, 3, 5, 4, hidden);
            step(spec, null).assertAgrees("step of " + spec);
            step(spec, n -> n - 1).assertAgrees("padded step of " + spec);
        }
    }

    @ParameterizedTest
    @EnumSource(CellType.class)
    void inferenceEqualsTraining(CellType cell) {
        RecurrentSpec spec = RecurrentSpec.forward(cell, 4, 3, 6, 20);
        try (CpuBackend backend = Program.backend(KernelSet.pick(true), 2)) {
            assertInferenceEqualsTraining(backend, spec, null);
            assertEquals("cpu rows, " + KernelSet.pick(true).name(), backend.implementationName(spec));
            RecurrentSpec shared = RecurrentSpec.forward(cell, 4, 3, 6, SHARED);
            assertEquals("cpu shared steps, " + KernelSet.pick(true).name(), backend.implementationName(shared));
        }
    }

    /** The threads share the steps of a sequence that they cannot cut, but not of a single step, for which they would have to wake. */
    @ParameterizedTest
    @EnumSource(CellType.class)
    void stepsOfOneRowAreShared(CellType cell) {
        RecurrentSpec spec = RecurrentSpec.forward(cell, 8, 1, 6, 200);
        sequence(spec, null, true).assertAgrees(spec.toString());
        try (CpuBackend backend = Program.backend(KernelSet.pick(true), 2)) {
            assertInferenceEqualsTraining(backend, spec, null);
            assertEquals("cpu shared steps, " + KernelSet.pick(true).name(), backend.implementationName(spec));
            RecurrentSpec step = RecurrentSpec.forward(cell, 1, 1, 6, 200);
            assertEquals("cpu rows, " + KernelSet.pick(true).name(), backend.implementationName(step));
        }
    }

    /** Where the input product is made along the way, a few steps at a time, the last time fewer; the gates' rows end inside a vector. */
    @ParameterizedTest
    @EnumSource(CellType.class)
    void longInferenceEqualsTraining(CellType cell) {
        RecurrentSpec deep = new RecurrentSpec(cell, 40, 17, Panels.BLOCK + 8, 401, Direction.FORWARD);
        RecurrentSpec back = new RecurrentSpec(cell, 40, 17, 5, 397, Direction.REVERSE);
        try (CpuBackend backend = Program.backend(KernelSet.pick(true), 2)) {
            assertInferenceEqualsTraining(backend, deep, null);
            assertInferenceEqualsTraining(backend, back, n -> 24 + n);
        }
    }

    private static void assertInferenceEqualsTraining(
            CpuBackend backend, RecurrentSpec spec, @Nullable IntUnaryOperator lengths) {
        double[] training = forwardOnly(new Program.Memory(backend, 9), spec, lengths, true);
        double[] inference = forwardOnly(new Program.Memory(backend, 9), spec, lengths, false);
        assertArrayEquals(training, inference, spec.toString());
    }

    private static double[] forwardOnly(
            Program.Memory memory, RecurrentSpec spec, @Nullable IntUnaryOperator lengths, boolean training) {
        RecurrentWeights weights = weights(memory, spec, 0.5);
        RecurrentState state = state(memory, spec, lengths);
        View reserve = training ? memory.flat(memory.backend.reserveSize(spec)) : null;
        memory.backend.recurrentForward(spec, weights, state, reserve, memory.flat(memory.backend.scratchSize(spec)));
        memory.result("h", state.h());
        return memory.results.get("h");
    }

    private static Program sequence(RecurrentSpec spec, @Nullable IntUnaryOperator lengths, boolean everything) {
        return memory -> {
            int n = spec.batch();
            int h = spec.hiddenSize();
            boolean cells = spec.cell().hasCellState();
            // Larger ones make a chaotic network, in which a rounding error quadruples with every step.
            RecurrentWeights weights = weights(memory, spec, Math.min(0.5, 2 / Math.sqrt(h)));
            RecurrentState state = state(memory, spec, lengths);
            View reserve = memory.flat(memory.backend.reserveSize(spec));
            View scratch = memory.flat(memory.backend.scratchSize(spec));
            memory.backend.recurrentForward(spec, weights, state, reserve, scratch);
            memory.result("h", state.h());
            RecurrentGradients gradients = new RecurrentGradients(
                    weights(memory, spec, 0.1),
                    everything ? memory.uniform(spec.steps() * n, h) : null,
                    everything ? memory.uniform(n, h) : null,
                    everything && cells ? memory.uniform(n, h) : null,
                    everything ? memory.garbage(spec.steps() * n, spec.inputSize()) : null,
                    everything ? memory.garbage(n, h) : null,
                    everything && cells ? memory.garbage(n, h) : null);
            memory.backend.recurrentBackward(spec, weights, state, gradients, reserve, scratch);
            memory.result("dW", gradients.weights().w());
            memory.result("dR", gradients.weights().r());
            memory.result("db_ih", gradients.weights().biasInput());
            memory.result("db_hh", gradients.weights().biasHidden());
            optional(memory, "cN", state.cN());
            optional(memory, "dx", gradients.dx());
            optional(memory, "dh0", gradients.dh0());
            optional(memory, "dc0", gradients.dc0());
        };
    }

    private static Program step(RecurrentSpec spec, @Nullable IntUnaryOperator lengths) {
        return memory -> {
            int n = spec.batch();
            int h = spec.hiddenSize();
            boolean cells = spec.cell().hasCellState();
            boolean gru = spec.cell() == CellType.GRU;
            View bounds = lengths == null ? null : memory.ints(n, lengths);
            GateStep operands = new GateStep(
                    memory.uniform(n, spec.gateSize(), 3),
                    memory.uniform(n, spec.gateSize(), 3),
                    memory.uniform(n, h),
                    memory.garbage(n, h),
                    cells ? memory.uniform(n, h) : null,
                    cells ? memory.garbage(n, h) : null);
            memory.backend.gatesForward(spec, 2, memory.uniform(1, spec.gateSize()), bounds, operands);
            memory.result("gates", operands.gates());
            memory.result("h", operands.h());
            optional(memory, "c", operands.c());
            View dGates = memory.garbage(n, spec.gateSize());
            GateGradients gradients = new GateGradients(
                    memory.uniform(n, h),
                    memory.uniform(n, h),
                    cells ? memory.uniform(n, h) : null,
                    dGates,
                    gru ? memory.garbage(n, spec.gateSize()) : dGates);
            memory.backend.gatesBackward(spec, 2, bounds, operands, gradients);
            memory.result("dh", gradients.dh());
            optional(memory, "dc", gradients.dc());
            memory.result("dGates", dGates);
            memory.result("dRecurrent", gradients.dRecurrent());
        };
    }

    private static void optional(Program.Memory memory, String name, @Nullable View view) {
        if (view != null) {
            memory.result(name, view);
        }
    }

    static RecurrentWeights weights(Program.Memory memory, RecurrentSpec spec, double scale) {
        return new RecurrentWeights(
                memory.uniform(spec.gateSize(), spec.inputSize(), scale),
                memory.uniform(spec.gateSize(), spec.hiddenSize(), scale),
                memory.uniform(1, spec.gateSize(), scale),
                memory.uniform(1, spec.gateSize(), scale));
    }

    static RecurrentState state(Program.Memory memory, RecurrentSpec spec, @Nullable IntUnaryOperator lengths) {
        int n = spec.batch();
        int columns = spec.inputSize();
        View x = lengths == null
                ? memory.uniform(spec.steps() * n, columns)
                : memory.of(spec.steps() * n, columns, 2, i -> {
                    int row = i / columns;
                    return row / n >= lengths.applyAsInt(row % n) ? 9 : 0.1 * (i % 7 - 3);
                });
        View bounds = lengths == null ? null : memory.ints(n, lengths);
        View h = memory.uniform((spec.steps() + 1) * n, spec.hiddenSize());
        boolean cells = spec.cell().hasCellState();
        return new RecurrentState(
                x,
                bounds,
                h,
                cells ? memory.uniform(n, spec.hiddenSize()) : null,
                cells ? memory.garbage(n, spec.hiddenSize()) : null);
    }
}
