package dev.unroll.conformance;

import dev.unroll.backend.CellType;
import dev.unroll.backend.RecurrentSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a forward step leaves behind, drawn at random and consistent with the cell's equations to float32 precision. */
final class GateState {
    private GateState() {}

    /** The operands of a backward step, each with what the cell's equations read of it; with lengths, the rows that are padding at step 1 carry their state on and have gates of 0. */
    static List<Operand> of(RecurrentSpec spec, Values values, double @Nullable [] lengths) {
        int n = spec.batch();
        int h = spec.hiddenSize();
        double[] before = values.spread(n * h, 1);
        double[] cBefore = values.spread(n * h, 1.5);
        double[] products = values.spread(n * spec.gateSize(), 2);
        double[] gates = gates(spec, values);
        double[] after = new double[n * h];
        double[] cAfter = new double[n * h];
        for (int i = 0; i < n * h; i++) {
            if (lengths != null && lengths[i / h] <= 1) {
                after[i] = before[i];
                cAfter[i] = cBefore[i];
            } else {
                cell(spec, gates, i, before[i], cBefore[i], after, cAfter);
            }
        }
        if (lengths != null) {
            fillPadding(gates, lengths, 0);
            fillPadding(products, lengths, 9);
        }
        List<Operand> operands = new ArrayList<>();
        CellType cell = spec.cell();
        operands.add(Operand.input("hPrevious", n, h, before).moving(cell == CellType.GRU ? (long) n * h : 0));
        operands.add(Operand.input("h", n, h, after).moving(cell.gates() == 1 ? (long) n * h : 0));
        switch (cell) {
            case TANH, RELU -> {}
            case GRU -> {
                operands.add(Operand.input("gates", n, spec.gateSize(), gates));
                operands.add(
                        Operand.input("recurrent", n, spec.gateSize(), products).moving((long) n * h));
            }
            case LSTM -> {
                operands.add(Operand.input("gates", n, spec.gateSize(), gates));
                operands.add(Operand.input("cPrevious", n, h, cBefore));
                operands.add(Operand.input("c", n, h, cAfter));
            }
        }
        return operands;
    }

    /** Sigmoid gates in (0.05, 0.95); the candidate, block g of an LSTM and n of a GRU, in (-0.95, 0.95). */
    private static double[] gates(RecurrentSpec spec, Values values) {
        int gh = spec.gateSize();
        double[] gates = values.between(spec.batch() * gh, 0.05, 0.95);
        double[] candidates = values.spread(gates.length, 0.95);
        for (int i = 0; i < gates.length; i++) {
            if (i % gh / spec.hiddenSize() == 2) {
                gates[i] = candidates[i];
            }
        }
        return gates;
    }

    private static void cell(
            RecurrentSpec spec, double[] gates, int index, double h, double c, double[] after, double[] cAfter) {
        int hidden = spec.hiddenSize();
        int at = index / hidden * spec.gateSize() + index % hidden;
        switch (spec.cell()) {
            case TANH -> after[index] = (float) (2 * gates[at] - 1);
            case RELU -> after[index] = (float) Math.max(0, gates[at] - 0.5);
            case GRU -> {
                double z = gates[at + hidden];
                after[index] = (float) ((1 - z) * gates[at + 2 * hidden] + z * h);
            }
            case LSTM -> {
                cAfter[index] = (float) (gates[at + hidden] * c + gates[at] * gates[at + 2 * hidden]);
                after[index] = (float) (gates[at + 3 * hidden] * StrictMath.tanh(cAfter[index]));
            }
        }
    }

    /** Sets the rows that are padding at step 1. */
    static void fillPadding(double[] rows, double[] lengths, double value) {
        int columns = rows.length / lengths.length;
        for (int n = 0; n < lengths.length; n++) {
            if (lengths[n] <= 1) {
                Arrays.fill(rows, n * columns, (n + 1) * columns, value);
            }
        }
    }
}
