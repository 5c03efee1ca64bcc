package dev.unroll.cpu;

import static dev.unroll.cpu.ScalarMath.flush;

/** {@link CellKernel} in plain Java; the methods with {@code from} do the elements from there to the row's end. */
final class ScalarCells implements CellKernel {
    @Override
    public void tanhForward(CellRow row) {
        tanhForward(row, 0);
    }

    @Override
    public void reluForward(CellRow row) {
        reluForward(row, 0);
    }

    @Override
    public void lstmForward(CellRow row) {
        sigmoids(row, 0, 2 * row.hidden);
        candidates(row, 2 * row.hidden, 3 * row.hidden);
        sigmoids(row, 3 * row.hidden, 4 * row.hidden);
        lstmState(row, 0);
    }

    @Override
    public void gruForward(CellRow row) {
        sigmoids(row, 0, 2 * row.hidden);
        gruState(row, 0);
    }

    @Override
    public void tanhBackward(CellRow row) {
        tanhBackward(row, 0);
    }

    @Override
    public void reluBackward(CellRow row) {
        reluBackward(row, 0);
    }

    @Override
    public void lstmBackward(CellRow row) {
        lstmBackward(row, 0);
    }

    @Override
    public void gruBackward(CellRow row) {
        gruBackward(row, 0);
    }

    static void tanhForward(CellRow row, int from) {
        for (int j = from; j < row.hidden; j++) {
            float value = flush(ScalarMath.tanh(sum(row, j)));
            row.gates[row.gatesAt + j] = value;
            row.h[row.hAt + j] = value;
        }
    }

    static void reluForward(CellRow row, int from) {
        for (int j = from; j < row.hidden; j++) {
            float value = flush(ScalarMath.relu(sum(row, j)));
            row.gates[row.gatesAt + j] = value;
            row.h[row.hAt + j] = value;
        }
    }

    static void sigmoids(CellRow row, int from, int to) {
        for (int j = from; j < to; j++) {
            row.gates[row.gatesAt + j] = flush(ScalarMath.sigmoid(sum(row, j)));
        }
    }

    static void candidates(CellRow row, int from, int to) {
        for (int j = from; j < to; j++) {
            row.gates[row.gatesAt + j] = flush(ScalarMath.tanh(sum(row, j)));
        }
    }

    static void lstmState(CellRow row, int from) {
        int width = row.hidden;
        for (int j = from; j < width; j++) {
            int at = row.gatesAt + j;
            float input = row.gates[at] * row.gates[at + 2 * width];
            float c = flush(Math.fma(row.gates[at + width], row.cBefore[row.cBeforeAt + j], input));
            row.c[row.cAt + j] = c;
            row.h[row.hAt + j] = flush(row.gates[at + 3 * width] * ScalarMath.tanh(c));
        }
    }

    static void gruState(CellRow row, int from) {
        int width = row.hidden;
        for (int j = from; j < width; j++) {
            int at = row.gatesAt + j;
            float inner = flush(row.recurrent[row.recurrentAt + 2 * width + j] + row.bias[row.biasAt + 2 * width + j]);
            row.kept[row.keptAt + j] = inner;
            float n = flush(ScalarMath.tanh(Math.fma(row.gates[at], inner, row.gates[at + 2 * width])));
            row.gates[at + 2 * width] = n;
            row.h[row.hAt + j] = flush(Math.fma(row.gates[at + width], row.hBefore[row.hBeforeAt + j] - n, n));
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

    static void lstmBackward(CellRow row, int from) {
        int width = row.hidden;
        for (int j = from; j < width; j++) {
            int at = row.gatesAt + j;
            float i = row.gates[at];
            float f = row.gates[at + width];
            float g = row.gates[at + 2 * width];
            float o = row.gates[at + 3 * width];
            float tanh = ScalarMath.tanh(row.c[row.cAt + j]);
            float dh = flush(row.dh[row.dhAt + j]);
            float dc = flush(Math.fma(dh * o, Math.fma(-tanh, tanh, 1f), row.dc[row.dcAt + j]));
            int to = row.dGatesAt + j;
            row.dGates[to] = flush(dc * g * (i * (1 - i)));
            row.dGates[to + width] = flush(dc * row.cBefore[row.cBeforeAt + j] * (f * (1 - f)));
            row.dGates[to + 2 * width] = flush(dc * i * Math.fma(-g, g, 1f));
            row.dGates[to + 3 * width] = flush(dh * tanh * (o * (1 - o)));
            row.dc[row.dcAt + j] = flush(dc * f);
            row.dh[row.dhAt + j] = 0;
        }
    }

    static void gruBackward(CellRow row, int from) {
        int width = row.hidden;
        for (int j = from; j < width; j++) {
            int at = row.gatesAt + j;
            float r = row.gates[at];
            float z = row.gates[at + width];
            float n = row.gates[at + 2 * width];
            float dh = flush(row.dh[row.dhAt + j]);
            float dn = flush(dh * (1 - z) * Math.fma(-n, n, 1f));
            float dz = flush(dh * (row.hBefore[row.hBeforeAt + j] - n) * (z * (1 - z)));
            float dr = flush(dn * row.kept[row.keptAt + j] * (r * (1 - r)));
            int to = row.dGatesAt + j;
            row.dGates[to] = dr;
            row.dGates[to + width] = dz;
            row.dGates[to + 2 * width] = dn;
            int back = row.dRecurrentAt + j;
            row.dRecurrent[back] = dr;
            row.dRecurrent[back + width] = dz;
            row.dRecurrent[back + 2 * width] = flush(dn * r);
            row.dh[row.dhAt + j] = flush(dh * z);
        }
    }

    private static float sum(CellRow row, int j) {
        return row.gates[row.gatesAt + j] + row.recurrent[row.recurrentAt + j] + row.bias[row.biasAt + j];
    }
}
