package dev.unroll.conformance;

import dev.unroll.backend.CellType;
import dev.unroll.backend.RecurrentSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The seeded operands of a recurrent case. */
final class RecurrentOperands {
    private static final double PADDING = 9;
    /** For ReLU: keeps every pre-activation away from the kink, where float32 and double would take different sides. */
    private static final double RELU_OFFSET = 2;

    /** Nothing beside a state around 1, and too small for a float to multiply. */
    private static final double TINY = 1e-30;

    private final RecurrentSpec spec;
    private final Set<RecurrentTrait> traits;
    private final int steps;
    private final int batch;
    private final int hidden;
    private final int gates;

    RecurrentOperands(RecurrentSpec spec, Set<RecurrentTrait> traits) {
        this.spec = spec;
        this.traits = traits;
        this.steps = spec.steps();
        this.batch = spec.batch();
        this.hidden = spec.hiddenSize();
        this.gates = spec.gateSize();
    }

    List<Operand> inference(Values values) {
        return layer(values, lengths(values), false);
    }

    List<Operand> training(Values values) {
        List<Operand> operands = inference(values);
        operands.add(Operand.sized("reserve", Operand.Role.SCRATCH, backend -> backend.reserveSize(spec)));
        return operands;
    }

    List<Operand> backward(Values values) {
        double[] lengths = lengths(values);
        List<Operand> operands = layer(values, lengths, true);
        operands.add(Operand.sized("reserve", Operand.Role.OPAQUE, backend -> backend.reserveSize(spec)));
        sum(operands, values, "dw", gates, spec.inputSize());
        sum(operands, values, "dr", gates, hidden);
        sum(operands, values, "dBiasInput", 1, gates);
        sum(operands, values, "dBiasHidden", 1, gates);
        boolean cells = spec.cell().hasCellState();
        if (!has(RecurrentTrait.NO_FINAL_GRADIENT)) {
            operands.add(Operand.input("dhN", batch, hidden, rows(values, 1, hidden)));
            if (cells) {
                operands.add(Operand.input("dcN", batch, hidden, rows(values, 1, hidden)));
            }
        }
        if (!has(RecurrentTrait.LAST_STEP)) {
            double[] dy = has(RecurrentTrait.VANISHING)
                    ? new double[steps * batch * hidden]
                    : padded(rows(values, steps, hidden), lengths);
            operands.add(Operand.input("dy", steps * batch, hidden, dy));
            operands.add(Operand.output("dx", steps * batch, spec.inputSize())
                    .steps(steps)
                    .zeros(Operand.Zeros.WHERE_EXPECTED));
            operands.add(Operand.output("dh0", batch, hidden));
            if (cells) {
                operands.add(Operand.output("dc0", batch, hidden));
            }
        }
        return operands;
    }

    private boolean has(RecurrentTrait trait) {
        return traits.contains(trait);
    }

    private boolean masked() {
        return has(RecurrentTrait.LENGTHS) || has(RecurrentTrait.EMPTY);
    }

    /** Whether units are switched on and off by a large offset instead of by chance. */
    private boolean offset() {
        return spec.cell() == CellType.RELU && !has(RecurrentTrait.VANISHING);
    }

    private double[] lengths(Values values) {
        return has(RecurrentTrait.EMPTY) ? new double[batch] : values.lengths(batch, steps);
    }

    private List<Operand> layer(Values values, double[] lengths, boolean prepared) {
        List<Operand> operands = new ArrayList<>();
        operands.add(Operand.input("x", steps * batch, spec.inputSize(), input(values, lengths)));
        Operand w = Operand.input("w", gates, spec.inputSize(), inputWeights(values));
        operands.add(prepared && has(RecurrentTrait.LAST_STEP) ? w.moving(0) : w);
        operands.add(Operand.input("r", gates, hidden, values.spread(gates * hidden, recurrentScale())));
        double bias = has(RecurrentTrait.VANISHING) ? 0 : offset() ? 0.1 : 0.5;
        long read = prepared ? 0 : gates;
        operands.add(
                Operand.input("biasInput", 1, gates, values.spread(gates, bias)).moving(read));
        operands.add(Operand.input("biasHidden", 1, gates, values.spread(gates, bias))
                .moving(read));
        if (masked()) {
            operands.add(Operand.integers("lengths", lengths));
        }
        double[] states = Values.constant((steps + 1) * batch * hidden, Double.NaN);
        double[] initial = rows(values, 1, hidden);
        System.arraycopy(initial, 0, states, spec.initialSlot() * batch * hidden, batch * hidden);
        Operand.Role written = prepared ? Operand.Role.KEPT : Operand.Role.UPDATED;
        operands.add(Operand.of("h", written, (steps + 1) * batch, hidden, states)
                .steps(steps + 1)
                .moving((steps + 1L) * batch * hidden)
                .flushedBelow(GateCases.FLUSH));
        if (spec.cell().hasCellState()) {
            // The backward pass finds every cell state in the reserve.
            long once = prepared ? 0 : (long) batch * hidden;
            operands.add(
                    Operand.input("c0", batch, hidden, rows(values, 1, hidden)).moving(once));
            double[] unwritten = Values.constant(batch * hidden, Double.NaN);
            operands.add(Operand.of("cN", written, batch, hidden, unwritten)
                    .moving(once)
                    .flushedBelow(GateCases.FLUSH));
        }
        operands.add(Operand.sized("scratch", Operand.Role.SCRATCH, backend -> backend.scratchSize(spec)));
        return operands;
    }

    private double recurrentScale() {
        double scale = 1 / Math.sqrt(hidden);
        if (has(RecurrentTrait.VANISHING)) {
            return 0.01 * scale;
        }
        return offset() ? 0.25 * scale : scale;
    }

    private double[] inputWeights(Values values) {
        int columns = spec.inputSize();
        double[] w = values.spread(gates * columns, (offset() ? 0.5 : 1) / Math.sqrt(columns));
        double[] signs = values.signs(gates, RELU_OFFSET);
        for (int row = 0; offset() && row < gates; row++) {
            w[row * columns] = signs[row];
        }
        return w;
    }

    /** For ReLU the first column is +1 or -1, so that W's large first column turns every unit on or off by far. */
    private double[] input(Values values, double[] lengths) {
        int columns = spec.inputSize();
        double[] x = rows(values, steps, columns);
        for (int i = 0; has(RecurrentTrait.VANISHING) && i < x.length; i++) {
            x[i] = (float) (x[i] * TINY);
        }
        for (int row = 0; offset() && row < steps * batch; row++) {
            x[row * columns] = x[row * columns] < 0 ? -1 : 1;
        }
        padded(x, lengths);
        if (has(RecurrentTrait.NAN)) {
            x[(2 * batch - 1) * columns] = Double.NaN;
        }
        return x;
    }

    private double[] padded(double[] tensor, double[] lengths) {
        return masked() ? Values.padded(tensor, lengths, steps, PADDING) : tensor;
    }

    private double[] rows(Values values, int slots, int columns) {
        double[] rows = values.spread(slots * batch * columns, 1);
        for (int row = 0; has(RecurrentTrait.EQUAL_ROWS) && row < slots * batch; row++) {
            System.arraycopy(rows, (row - row % batch) * columns, rows, row * columns, columns);
        }
        return rows;
    }

    private static void sum(List<Operand> operands, Values values, String name, int rows, int columns) {
        operands.add(Operand.updated(name, rows, columns, values.spread(rows * columns, 1)));
    }
}
