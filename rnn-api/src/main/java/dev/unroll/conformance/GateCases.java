package dev.unroll.conformance;

import dev.unroll.backend.Backend;
import dev.unroll.backend.CellType;
import dev.unroll.backend.GateGradients;
import dev.unroll.backend.GateStep;
import dev.unroll.backend.RecurrentSpec;
import dev.unroll.backend.View;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** Cases for the pointwise part of one time step, forward and backward. */
final class GateCases {
    /** Magnitudes below this are 0 on float32 backends. */
    static final double FLUSH = 0x1p-100;

    private static final int STEPS = 3;
    private static final int[][] SHAPES = {{1, 1}, {3, 7}, {2, 16}, {5, 33}, {33, 13}, {1, 257}, {64, 64}};

    private GateCases() {}

    static List<KernelCase> of() {
        List<KernelCase> cases = new ArrayList<>();
        for (CellType cell : CellType.values()) {
            for (int[] shape : SHAPES) {
                RecurrentSpec spec = RecurrentSpec.forward(cell, STEPS, shape[0], 1, shape[1]);
                boolean strided = shape[1] % 2 == 1;
                String label = label(spec);
                cases.add(forward(label, spec, 1, false).strided(strided));
                cases.add(forward(label + " lengths", spec, 1, true).strided(strided));
                cases.add(backward(label, spec, 1, false, true).strided(strided));
                cases.add(backward(label + " lengths", spec, 1, true, true).strided(strided));
            }
            RecurrentSpec spec = RecurrentSpec.forward(cell, STEPS, 4, 1, 19);
            cases.add(forward(cell + " saturated", spec, 120, false));
            cases.add(forward(cell + " vanishing", spec, 1e-31, false));
            cases.add(backward(cell + " vanishing", spec, 1e-31, false, true));
            cases.add(backward(cell + " without dy", spec, 1, true, false).strided(true));
            cases.add(forward(cell + " with NaN", spec, Double.NaN, false));
            cases.add(backward(cell + " with NaN", spec, Double.NaN, false, true));
        }
        cases.add(cellStateInPlace());
        return cases;
    }

    /** Without padding, over ordinary numbers. */
    static KernelCase forward(CellType cell, int rows, int hidden) {
        RecurrentSpec spec = RecurrentSpec.forward(cell, STEPS, rows, 1, hidden);
        return forward(label(spec), spec, 1, false);
    }

    /** Without padding, over ordinary numbers, with a gradient from above. */
    static KernelCase backward(CellType cell, int rows, int hidden) {
        RecurrentSpec spec = RecurrentSpec.forward(cell, STEPS, rows, 1, hidden);
        return backward(label(spec), spec, 1, false, true);
    }

    private static String label(RecurrentSpec spec) {
        return spec.cell() + " N=" + spec.batch() + " H=" + spec.hiddenSize();
    }

    /** At step 1 of 3: a row of length 0 or 1 is padding. */
    private static double[] lengths(Values values, int rows) {
        double[] lengths = values.lengths(rows, STEPS);
        if (rows > 2) {
            lengths[1] = 1;
        }
        return lengths;
    }

    private static KernelCase forward(String label, RecurrentSpec spec, double scale, boolean masked) {
        int n = spec.batch();
        int h = spec.hiddenSize();
        int gh = spec.gateSize();
        return new KernelCase(
                        "gatesForward",
                        label,
                        values -> {
                            double range = Double.isNaN(scale) ? 1 : scale;
                            double[] lengths = lengths(values, n);
                            double[] products = values.spread(n * gh, range);
                            if (Double.isNaN(scale)) {
                                products[gh + 2] = Double.NaN;
                            }
                            List<Operand> operands = new ArrayList<>();
                            operands.add(Operand.input("biasHidden", 1, gh, values.spread(gh, range)));
                            if (masked) {
                                operands.add(Operand.integers("lengths", lengths));
                            }
                            operands.add(Operand.updated("gates", n, gh, products)
                                    .zeros(Operand.Zeros.WHERE_EXPECTED)
                                    .flushedBelow(FLUSH));
                            operands.add(recurrent(spec, values.spread(n * gh, range), masked ? lengths : null));
                            operands.add(Operand.input("hPrevious", n, h, values.spread(n * h, Math.min(1, range)))
                                    .moving(masked || spec.cell() == CellType.GRU ? (long) n * h : 0));
                            operands.add(Operand.output("h", n, h).flushedBelow(FLUSH));
                            if (spec.cell().hasCellState()) {
                                operands.add(
                                        Operand.input("cPrevious", n, h, values.spread(n * h, Math.min(2, range))));
                                operands.add(Operand.output("c", n, h).flushedBelow(FLUSH));
                            }
                            return operands;
                        },
                        (backend, in) -> backend.gatesForward(
                                spec, 1, in.view("biasHidden"), in.optional("lengths"), step(in, "gates")))
                .cell(spec.cell())
                .extent(Math.max(n, h))
                .flops((long) n * h * forwardOperations(spec.cell()));
    }

    /** Of the recurrent product only the GRU's block n is defined afterwards, and nothing in padding reads it. */
    private static Operand recurrent(RecurrentSpec spec, double[] data, double @Nullable [] lengths) {
        int gh = spec.gateSize();
        if (spec.cell() != CellType.GRU) {
            return Operand.of("recurrent", Operand.Role.CONSUMED, spec.batch(), gh, data);
        }
        IntPredicate defined = i -> i % gh >= 2 * spec.hiddenSize() && (lengths == null || lengths[i / gh] > 1);
        return Operand.updated("recurrent", spec.batch(), gh, data)
                .compared(defined)
                .moving((long) spec.batch() * (gh + spec.hiddenSize()));
    }

    /** Of one hidden unit: two additions and one function for each gate, then the cell's own equations; GRU's block n has a product more. */
    private static int forwardOperations(CellType cell) {
        return switch (cell) {
            case TANH, RELU -> 3;
            case LSTM -> 4 * 3 + 5;
            case GRU -> 3 * 3 + 1 + 4;
        };
    }

    /** Of one hidden unit: {@code dh + dy}, each gate's product with its derivative, what goes back to the states. */
    private static int backwardOperations(CellType cell) {
        return switch (cell) {
            case TANH -> 4;
            case RELU -> 3;
            case LSTM -> 1 + 6 + 4 * 4 + 1;
            case GRU -> 1 + 5 + 4 + 5 + 2;
        };
    }

    private static GateStep step(KernelCase.Arguments in, String gates) {
        return new GateStep(
                in.view(gates),
                in.optional("recurrent"),
                in.view("hPrevious"),
                in.view("h"),
                in.optional("cPrevious"),
                in.optional("c"));
    }

    private static KernelCase backward(String label, RecurrentSpec spec, double scale, boolean masked, boolean withDy) {
        int n = spec.batch();
        int h = spec.hiddenSize();
        int gh = spec.gateSize();
        boolean gru = spec.cell() == CellType.GRU;
        return new KernelCase(
                        "gatesBackward",
                        label,
                        values -> {
                            double range = Double.isNaN(scale) ? 1 : scale;
                            double[] lengths = lengths(values, n);
                            List<Operand> operands = GateState.of(spec, values, masked ? lengths : null);
                            double[] dy = values.spread(n * h, range);
                            double[] dh = values.spread(n * h, range);
                            if (Double.isNaN(scale)) {
                                dh[h + 3] = Double.NaN;
                            }
                            if (masked) {
                                operands.add(Operand.integers("lengths", lengths));
                                GateState.fillPadding(dy, lengths, 9);
                            }
                            if (withDy) {
                                operands.add(Operand.input("dy", n, h, dy));
                            }
                            operands.add(Operand.updated("dh", n, h, dh));
                            if (spec.cell().hasCellState()) {
                                operands.add(Operand.updated("dc", n, h, values.spread(n * h, range)));
                            }
                            operands.add(written("dGates", n, gh));
                            if (gru) {
                                operands.add(written("dRecurrent", n, gh));
                            }
                            return operands;
                        },
                        (backend, in) -> runBackward(backend, in, spec))
                .cell(spec.cell())
                .extent(Math.max(n, h))
                .flops((long) n * h * backwardOperations(spec.cell()));
    }

    private static Operand written(String name, int rows, int columns) {
        return Operand.output(name, rows, columns)
                .zeros(Operand.Zeros.WHERE_EXPECTED)
                .flushedBelow(FLUSH);
    }

    private static void runBackward(Backend backend, KernelCase.Arguments in, RecurrentSpec spec) {
        View dGates = in.view("dGates");
        View dRecurrent = spec.cell() == CellType.GRU ? in.view("dRecurrent") : dGates;
        GateStep operands = step(in, spec.cell().gates() == 1 ? "h" : "gates");
        GateGradients gradients =
                new GateGradients(in.optional("dy"), in.view("dh"), in.optional("dc"), dGates, dRecurrent);
        backend.gatesBackward(spec, 1, in.optional("lengths"), operands, gradients);
    }

    /** Inference keeps one cell state: before and after are the same view. */
    private static KernelCase cellStateInPlace() {
        RecurrentSpec spec = RecurrentSpec.forward(CellType.LSTM, STEPS, 5, 1, 18);
        return new KernelCase(
                        "gatesForward",
                        "LSTM with c in place",
                        values -> List.of(
                                Operand.input("biasHidden", 1, 72, values.spread(72, 1)),
                                Operand.integers("lengths", lengths(values, 5)),
                                Operand.updated("gates", 5, 72, values.spread(360, 1)),
                                Operand.of("recurrent", Operand.Role.CONSUMED, 5, 72, values.spread(360, 1)),
                                Operand.input("hPrevious", 5, 18, values.spread(90, 1)),
                                Operand.output("h", 5, 18),
                                Operand.updated("c", 5, 18, values.spread(90, 2))),
                        (backend, in) -> backend.gatesForward(
                                spec,
                                1,
                                in.view("biasHidden"),
                                in.view("lengths"),
                                new GateStep(
                                        in.view("gates"),
                                        in.view("recurrent"),
                                        in.view("hPrevious"),
                                        in.view("h"),
                                        in.view("c"),
                                        in.view("c"))))
                .cell(CellType.LSTM)
                .extent(18);
    }
}
