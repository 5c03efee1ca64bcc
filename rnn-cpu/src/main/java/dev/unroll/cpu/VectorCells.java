package dev.unroll.cpu;

import static dev.unroll.cpu.VectorKernels.SPECIES;
import static dev.unroll.cpu.VectorMath.all;
import static dev.unroll.cpu.VectorMath.flush;

import jdk.incubator.vector.FloatVector;

/**
 * {@link CellKernel} over the Vector API; what is left behind the last full vector goes to {@link ScalarCells}. A loop has one
 * transcendental function at most: with more the compiler stops inlining, and vectors become objects.
 */
final class VectorCells implements CellKernel {
    private static final int WIDTH = SPECIES.length();

    @Override
    public void tanhForward(CellRow row) {
        int j = 0;
        for (; j <= row.hidden - WIDTH; j += WIDTH) {
            FloatVector value = flush(VectorMath.tanh(sum(row, j)));
            value.intoArray(row.gates, row.gatesAt + j);
            value.intoArray(row.h, row.hAt + j);
        }
        ScalarCells.tanhForward(row, j);
    }

    @Override
    public void reluForward(CellRow row) {
        int j = 0;
        for (; j <= row.hidden - WIDTH; j += WIDTH) {
            FloatVector value = flush(VectorMath.relu(sum(row, j)));
            value.intoArray(row.gates, row.gatesAt + j);
            value.intoArray(row.h, row.hAt + j);
        }
        ScalarCells.reluForward(row, j);
    }

    @Override
    public void lstmForward(CellRow row) {
        sigmoids(row, 0, 2 * row.hidden);
        candidates(row, 2 * row.hidden, 3 * row.hidden);
        sigmoids(row, 3 * row.hidden, 4 * row.hidden);
        lstmState(row);
    }

    @Override
    public void gruForward(CellRow row) {
        sigmoids(row, 0, 2 * row.hidden);
        gruState(row);
    }

    private static void sigmoids(CellRow row, int from, int to) {
        int j = from;
        for (; j <= to - WIDTH; j += WIDTH) {
            flush(VectorMath.sigmoid(sum(row, j))).intoArray(row.gates, row.gatesAt + j);
        }
        ScalarCells.sigmoids(row, j, to);
    }

    private static void candidates(CellRow row, int from, int to) {
        int j = from;
        for (; j <= to - WIDTH; j += WIDTH) {
            flush(VectorMath.tanh(sum(row, j))).intoArray(row.gates, row.gatesAt + j);
        }
        ScalarCells.candidates(row, j, to);
    }

    private static void lstmState(CellRow row) {
        int width = row.hidden;
        int j = 0;
        for (; j <= width - WIDTH; j += WIDTH) {
            FloatVector i = gate(row, j);
            FloatVector f = gate(row, width + j);
            FloatVector g = gate(row, 2 * width + j);
            FloatVector o = gate(row, 3 * width + j);
            FloatVector c = flush(f.fma(load(row.cBefore, row.cBeforeAt + j), i.mul(g)));
            c.intoArray(row.c, row.cAt + j);
            flush(o.mul(VectorMath.tanh(c))).intoArray(row.h, row.hAt + j);
        }
        ScalarCells.lstmState(row, j);
    }

    private static void gruState(CellRow row) {
        int width = row.hidden;
        int j = 0;
        for (; j <= width - WIDTH; j += WIDTH) {
            FloatVector product = load(row.recurrent, row.recurrentAt + 2 * width + j);
            FloatVector inner = flush(product.add(load(row.bias, row.biasAt + 2 * width + j)));
            inner.intoArray(row.kept, row.keptAt + j);
            FloatVector n = flush(VectorMath.tanh(gate(row, j).fma(inner, gate(row, 2 * width + j))));
            n.intoArray(row.gates, row.gatesAt + 2 * width + j);
            FloatVector difference = load(row.hBefore, row.hBeforeAt + j).sub(n);
            flush(gate(row, width + j).fma(difference, n)).intoArray(row.h, row.hAt + j);
        }
        ScalarCells.gruState(row, j);
    }

    @Override
    public void tanhBackward(CellRow row) {
        int j = 0;
        for (; j <= row.hidden - WIDTH; j += WIDTH) {
            FloatVector slope = oneMinusSquare(gate(row, j));
            flush(load(row.dh, row.dhAt + j).mul(slope)).intoArray(row.dGates, row.dGatesAt + j);
            all(0f).intoArray(row.dh, row.dhAt + j);
        }
        ScalarCells.tanhBackward(row, j);
    }

    @Override
    public void reluBackward(CellRow row) {
        int j = 0;
        for (; j <= row.hidden - WIDTH; j += WIDTH) {
            FloatVector slope = VectorMath.reluSlope(gate(row, j));
            flush(load(row.dh, row.dhAt + j).mul(slope)).intoArray(row.dGates, row.dGatesAt + j);
            all(0f).intoArray(row.dh, row.dhAt + j);
        }
        ScalarCells.reluBackward(row, j);
    }

    @Override
    public void lstmBackward(CellRow row) {
        int width = row.hidden;
        int j = 0;
        for (; j <= width - WIDTH; j += WIDTH) {
            FloatVector i = gate(row, j);
            FloatVector f = gate(row, width + j);
            FloatVector g = gate(row, 2 * width + j);
            FloatVector o = gate(row, 3 * width + j);
            FloatVector tanh = VectorMath.tanh(load(row.c, row.cAt + j));
            FloatVector dh = flush(load(row.dh, row.dhAt + j));
            FloatVector dc = flush(dh.mul(o).fma(oneMinusSquare(tanh), load(row.dc, row.dcAt + j)));
            int to = row.dGatesAt + j;
            flush(dc.mul(g).mul(sigmoidSlope(i))).intoArray(row.dGates, to);
            FloatVector df = dc.mul(load(row.cBefore, row.cBeforeAt + j));
            flush(df.mul(sigmoidSlope(f))).intoArray(row.dGates, to + width);
            flush(dc.mul(i).mul(oneMinusSquare(g))).intoArray(row.dGates, to + 2 * width);
            flush(dh.mul(tanh).mul(sigmoidSlope(o))).intoArray(row.dGates, to + 3 * width);
            flush(dc.mul(f)).intoArray(row.dc, row.dcAt + j);
            all(0f).intoArray(row.dh, row.dhAt + j);
        }
        ScalarCells.lstmBackward(row, j);
    }

    @Override
    public void gruBackward(CellRow row) {
        int width = row.hidden;
        int j = 0;
        for (; j <= width - WIDTH; j += WIDTH) {
            FloatVector r = gate(row, j);
            FloatVector z = gate(row, width + j);
            FloatVector n = gate(row, 2 * width + j);
            FloatVector dh = flush(load(row.dh, row.dhAt + j));
            FloatVector dn = flush(dh.mul(all(1f).sub(z)).mul(oneMinusSquare(n)));
            FloatVector difference = load(row.hBefore, row.hBeforeAt + j).sub(n);
            FloatVector dz = flush(dh.mul(difference).mul(sigmoidSlope(z)));
            FloatVector dr = flush(dn.mul(load(row.kept, row.keptAt + j)).mul(sigmoidSlope(r)));
            int to = row.dGatesAt + j;
            dr.intoArray(row.dGates, to);
            dz.intoArray(row.dGates, to + width);
            dn.intoArray(row.dGates, to + 2 * width);
            int back = row.dRecurrentAt + j;
            dr.intoArray(row.dRecurrent, back);
            dz.intoArray(row.dRecurrent, back + width);
            flush(dn.mul(r)).intoArray(row.dRecurrent, back + 2 * width);
            flush(dh.mul(z)).intoArray(row.dh, row.dhAt + j);
        }
        ScalarCells.gruBackward(row, j);
    }

    private static FloatVector sum(CellRow row, int j) {
        return gate(row, j).add(load(row.recurrent, row.recurrentAt + j)).add(load(row.bias, row.biasAt + j));
    }

    private static FloatVector gate(CellRow row, int j) {
        return load(row.gates, row.gatesAt + j);
    }

    private static FloatVector oneMinusSquare(FloatVector y) {
        return y.mul(-1f).fma(y, all(1f));
    }

    private static FloatVector sigmoidSlope(FloatVector y) {
        return y.mul(all(1f).sub(y));
    }

    private static FloatVector load(float[] x, int at) {
        return FloatVector.fromArray(SPECIES, x, at);
    }
}
