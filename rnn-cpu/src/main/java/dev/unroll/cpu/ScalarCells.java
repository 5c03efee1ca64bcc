package dev.unroll.cpu;

import static dev.unroll.cpu.ScalarMath.flush;

import dev.unroll.backend.CellType;
import java.util.List;

/** {@link CellKernel} in plain Java; the methods do the elements from {@code from} to the end of the row, or of the block. */
final class ScalarCells implements CellKernel {
    @Override
    public List<Pass<CellRow>> forward(CellType cell) {
        return switch (cell) {
            case TANH -> List.of(row -> sums(row, 0, row.hidden), row -> tanhs(row, 0, 0), row -> output(row, 0));
            case RELU -> List.of(row -> sums(row, 0, row.hidden), row -> relus(row, 0), row -> output(row, 0));
            case LSTM ->
                List.of(
                        row -> sums(row, 0, 4 * row.hidden),
                        row -> sigmoids(row, 0, 2 * row.hidden),
                        row -> tanhs(row, 2, 0),
                        row -> sigmoids(row, 3 * row.hidden, 4 * row.hidden),
                        row -> lstmState(row, 0),
                        row -> tanhOfState(row, 0),
                        row -> lstmOutput(row, 0));
            case GRU ->
                List.of(
                        row -> sums(row, 0, 2 * row.hidden),
                        row -> sigmoids(row, 0, 2 * row.hidden),
                        row -> gruInner(row, 0),
                        row -> tanhs(row, 2, 0),
                        row -> gruState(row, 0));
        };
    }

    @Override
    public List<Pass<CellRow>> backward(CellType cell) {
        return switch (cell) {
            case TANH -> List.of(row -> tanhBackward(row, 0));
            case RELU -> List.of(row -> reluBackward(row, 0));
            case LSTM ->
                List.of(
                        row -> tanhOfState(row, 0),
                        row -> lstmOutputBackward(row, 0),
                        row -> lstmInputBackward(row, 0),
                        row -> lstmStateBackward(row, 0));
            case GRU -> List.of(row -> gruBackward(row, 0), row -> gruResetBackward(row, 0));
        };
    }

    static void sums(CellRow row, int from, int to) {
        for (int j = from; j < to; j++) {
            row.gates[row.gatesAt + j] += row.recurrent[row.recurrentAt + j] + row.bias[row.biasAt + j];
        }
    }

    static void sigmoids(CellRow row, int from, int to) {
        for (int j = from; j < to; j++) {
            row.gates[row.gatesAt + j] = ScalarMath.sigmoid(row.gates[row.gatesAt + j]);
        }
    }

    static void tanhs(CellRow row, int block, int from) {
        int at = row.gatesAt + block * row.hidden;
        for (int j = from; j < row.hidden; j++) {
            row.gates[at + j] = ScalarMath.tanh(row.gates[at + j]);
        }
    }

    static void relus(CellRow row, int from) {
        for (int j = from; j < row.hidden; j++) {
            row.gates[row.gatesAt + j] = ScalarMath.relu(row.gates[row.gatesAt + j]);
        }
    }

    static void output(CellRow row, int from) {
        for (int j = from; j < row.hidden; j++) {
            float value = flush(row.gates[row.gatesAt + j]);
            row.gates[row.gatesAt + j] = value;
            row.h[row.hAt + j] = value;
        }
    }

    static void lstmState(CellRow row, int from) {
        int width = row.hidden;
        for (int j = from; j < width; j++) {
            int at = row.gatesAt + j;
            float g = flush(row.gates[at + 2 * width]);
            row.gates[at + 2 * width] = g;
            float input = row.gates[at] * g;
            float c = flush(Math.fma(row.gates[at + width], row.cBefore[row.cBeforeAt + j], input));
            row.c[row.cAt + j] = c;
        }
    }

    static void lstmOutput(CellRow row, int from) {
        for (int j = from; j < row.hidden; j++) {
            row.h[row.hAt + j] = flush(row.gates[row.gatesAt + 3 * row.hidden + j] * row.tanh[j]);
        }
    }

    static void gruInner(CellRow row, int from) {
        int width = row.hidden;
        for (int j = from; j < width; j++) {
            int at = row.gatesAt + j;
            float inner = flush(row.recurrent[row.recurrentAt + 2 * width + j] + row.bias[row.biasAt + 2 * width + j]);
            row.kept[row.keptAt + j] = inner;
            row.gates[at + 2 * width] = Math.fma(row.gates[at], inner, row.gates[at + 2 * width]);
        }
    }

    static void gruState(CellRow row, int from) {
        int width = row.hidden;
        for (int j = from; j < width; j++) {
            float n = flush(row.gates[row.gatesAt + 2 * width + j]);
            row.gates[row.gatesAt + 2 * width + j] = n;
            float z = row.gates[row.gatesAt + width + j];
            row.h[row.hAt + j] = flush(Math.fma(z, row.hBefore[row.hBeforeAt + j] - n, n));
        }
    }

    static void tanhBackward(CellRow row, int from) {
        for (int j = from; j < row.hidden; j++) {
            float value = row.gates[row.gatesAt + j];
            row.dGates[row.dGatesAt + j] = flush(row.dh[row.dhAt + j] * Math.fma(-value, value, 1f));
            row.dh[row.dhAt + j] = 0;
        }
    }

    static void reluBackward(CellRow row, int from) {
        for (int j = from; j < row.hidden; j++) {
            float slope = ScalarMath.reluSlope(row.gates[row.gatesAt + j]);
            row.dGates[row.dGatesAt + j] = flush(row.dh[row.dhAt + j] * slope);
            row.dh[row.dhAt + j] = 0;
        }
    }

    static void tanhOfState(CellRow row, int from) {
        for (int j = from; j < row.hidden; j++) {
            row.tanh[j] = ScalarMath.tanh(row.c[row.cAt + j]);
        }
    }

    /** The gate o, and the whole gradient of the cell state. */
    static void lstmOutputBackward(CellRow row, int from) {
        int width = row.hidden;
        for (int j = from; j < width; j++) {
            float o = row.gates[row.gatesAt + 3 * width + j];
            float tanh = row.tanh[j];
            float dh = flush(row.dh[row.dhAt + j]);
            row.dGates[row.dGatesAt + 3 * width + j] = flush(dh * tanh * (o * (1 - o)));
            row.dc[row.dcAt + j] = flush(Math.fma(dh * o, Math.fma(-tanh, tanh, 1f), row.dc[row.dcAt + j]));
            row.dh[row.dhAt + j] = 0;
        }
    }

    /** The gates i and g. */
    static void lstmInputBackward(CellRow row, int from) {
        int width = row.hidden;
        for (int j = from; j < width; j++) {
            float i = row.gates[row.gatesAt + j];
            float g = row.gates[row.gatesAt + 2 * width + j];
            float dc = row.dc[row.dcAt + j];
            row.dGates[row.dGatesAt + j] = flush(dc * g * (i * (1 - i)));
            row.dGates[row.dGatesAt + 2 * width + j] = flush(dc * i * Math.fma(-g, g, 1f));
        }
    }

    /** The gate f, and the gradient of the cell state before. */
    static void lstmStateBackward(CellRow row, int from) {
        int width = row.hidden;
        for (int j = from; j < width; j++) {
            float f = row.gates[row.gatesAt + width + j];
            float dc = row.dc[row.dcAt + j];
            row.dGates[row.dGatesAt + width + j] = flush(dc * row.cBefore[row.cBeforeAt + j] * (f * (1 - f)));
            row.dc[row.dcAt + j] = flush(dc * f);
        }
    }

    /** The gates z and n, and what reaches the state before through z. */
    static void gruBackward(CellRow row, int from) {
        int width = row.hidden;
        for (int j = from; j < width; j++) {
            float z = row.gates[row.gatesAt + width + j];
            float n = row.gates[row.gatesAt + 2 * width + j];
            float dh = flush(row.dh[row.dhAt + j]);
            row.dGates[row.dGatesAt + 2 * width + j] = flush(dh * (1 - z) * Math.fma(-n, n, 1f));
            float dz = flush(dh * (row.hBefore[row.hBeforeAt + j] - n) * (z * (1 - z)));
            row.dGates[row.dGatesAt + width + j] = dz;
            row.dRecurrent[row.dRecurrentAt + width + j] = dz;
            row.dh[row.dhAt + j] = flush(dh * z);
        }
    }

    /** The gate r, and the recurrent part of the block n. */
    static void gruResetBackward(CellRow row, int from) {
        int block = 2 * row.hidden;
        for (int j = from; j < row.hidden; j++) {
            float r = row.gates[row.gatesAt + j];
            float dn = row.dGates[row.dGatesAt + block + j];
            float dr = flush(dn * row.kept[row.keptAt + j] * (r * (1 - r)));
            row.dGates[row.dGatesAt + j] = dr;
            row.dRecurrent[row.dRecurrentAt + j] = dr;
            row.dRecurrent[row.dRecurrentAt + block + j] = flush(dn * r);
        }
    }
}
