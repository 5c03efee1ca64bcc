package dev.unroll.cpu;

import static dev.unroll.cpu.VectorKernels.SPECIES;
import static dev.unroll.cpu.VectorMath.all;
import static dev.unroll.cpu.VectorMath.flush;

import dev.unroll.backend.CellType;
import java.util.List;
import jdk.incubator.vector.FloatVector;

/**
 * {@link CellKernel} over the Vector API; what is left behind the last full vector goes to {@link ScalarCells}. A pass has one
 * transcendental function at most, see {@link Pass}.
 */
final class VectorCells implements CellKernel {
    private static final int WIDTH = SPECIES.length();

    @Override
    public List<Pass<CellRow>> forward(CellType cell) {
        return switch (cell) {
            case TANH -> List.of(VectorCells::sums, row -> tanhs(row, 0), VectorCells::output);
            case RELU -> List.of(VectorCells::sums, VectorCells::relus, VectorCells::output);
            case LSTM ->
                List.of(
                        VectorCells::sums,
                        row -> sigmoids(row, 0, 1),
                        row -> sigmoids(row, 3, 3),
                        row -> tanhs(row, 2),
                        VectorCells::lstmState,
                        VectorCells::tanhOfState,
                        VectorCells::lstmOutput);
            case GRU ->
                List.of(
                        VectorCells::sums,
                        row -> sigmoids(row, 0, 1),
                        VectorCells::gruInner,
                        row -> tanhs(row, 2),
                        VectorCells::gruState);
        };
    }

    @Override
    public List<Pass<CellRow>> backward(CellType cell) {
        return switch (cell) {
            case TANH -> List.of(VectorCells::tanhBackward);
            case RELU -> List.of(VectorCells::reluBackward);
            case LSTM ->
                List.of(
                        VectorCells::tanhOfState,
                        VectorCells::lstmOutputBackward,
                        VectorCells::lstmInputBackward,
                        VectorCells::lstmStateBackward);
            case GRU -> List.of(VectorCells::gruBackward, VectorCells::gruResetBackward);
        };
    }

    /** All blocks, but for GRU the last, whose recurrent part goes through the reset gate first. */
    private static void sums(CellRow row) {
        int end = (row.blocks == CellType.GRU.gates() ? 2 : row.blocks) * row.hidden;
        int j = 0;
        for (; j <= end - WIDTH; j += WIDTH) {
            FloatVector added = load(row.recurrent, row.recurrentAt + j).add(load(row.bias, row.biasAt + j));
            gate(row, j).add(added).intoArray(row.gates, row.gatesAt + j);
        }
        ScalarCells.sums(row, j, end);
    }

    private static void sigmoids(CellRow row, int firstBlock, int lastBlock) {
        int end = (lastBlock + 1) * row.hidden;
        int j = firstBlock * row.hidden;
        for (; j <= end - WIDTH; j += WIDTH) {
            VectorMath.sigmoid(gate(row, j)).intoArray(row.gates, row.gatesAt + j);
        }
        ScalarCells.sigmoids(row, j, end);
    }

    private static void tanhs(CellRow row, int block) {
        int first = block * row.hidden;
        int j = 0;
        for (; j <= row.hidden - WIDTH; j += WIDTH) {
            VectorMath.tanh(gate(row, first + j)).intoArray(row.gates, row.gatesAt + first + j);
        }
        ScalarCells.tanhs(row, block, j);
    }

    private static void relus(CellRow row) {
        int j = 0;
        for (; j <= row.hidden - WIDTH; j += WIDTH) {
            VectorMath.relu(gate(row, j)).intoArray(row.gates, row.gatesAt + j);
        }
        ScalarCells.relus(row, j);
    }

    private static void output(CellRow row) {
        int j = 0;
        for (; j <= row.hidden - WIDTH; j += WIDTH) {
            FloatVector value = flush(gate(row, j));
            value.intoArray(row.gates, row.gatesAt + j);
            value.intoArray(row.h, row.hAt + j);
        }
        ScalarCells.output(row, j);
    }

    private static void lstmState(CellRow row) {
        int width = row.hidden;
        int j = 0;
        for (; j <= width - WIDTH; j += WIDTH) {
            FloatVector g = flush(gate(row, 2 * width + j));
            g.intoArray(row.gates, row.gatesAt + 2 * width + j);
            FloatVector input = gate(row, j).mul(g);
            FloatVector c = flush(gate(row, width + j).fma(load(row.cBefore, row.cBeforeAt + j), input));
            c.intoArray(row.c, row.cAt + j);
        }
        ScalarCells.lstmState(row, j);
    }

    private static void lstmOutput(CellRow row) {
        int j = 0;
        for (; j <= row.hidden - WIDTH; j += WIDTH) {
            flush(gate(row, 3 * row.hidden + j).mul(load(row.tanh, j))).intoArray(row.h, row.hAt + j);
        }
        ScalarCells.lstmOutput(row, j);
    }

    private static void gruInner(CellRow row) {
        int block = 2 * row.hidden;
        int j = 0;
        for (; j <= row.hidden - WIDTH; j += WIDTH) {
            FloatVector product = load(row.recurrent, row.recurrentAt + block + j);
            FloatVector inner = flush(product.add(load(row.bias, row.biasAt + block + j)));
            inner.intoArray(row.kept, row.keptAt + j);
            gate(row, j).fma(inner, gate(row, block + j)).intoArray(row.gates, row.gatesAt + block + j);
        }
        ScalarCells.gruInner(row, j);
    }

    private static void gruState(CellRow row) {
        int j = 0;
        for (; j <= row.hidden - WIDTH; j += WIDTH) {
            FloatVector n = flush(gate(row, 2 * row.hidden + j));
            n.intoArray(row.gates, row.gatesAt + 2 * row.hidden + j);
            FloatVector difference = load(row.hBefore, row.hBeforeAt + j).sub(n);
            flush(gate(row, row.hidden + j).fma(difference, n)).intoArray(row.h, row.hAt + j);
        }
        ScalarCells.gruState(row, j);
    }

    private static void tanhBackward(CellRow row) {
        int j = 0;
        for (; j <= row.hidden - WIDTH; j += WIDTH) {
            FloatVector slope = oneMinusSquare(gate(row, j));
            flush(load(row.dh, row.dhAt + j).mul(slope)).intoArray(row.dGates, row.dGatesAt + j);
            all(0f).intoArray(row.dh, row.dhAt + j);
        }
        ScalarCells.tanhBackward(row, j);
    }

    private static void reluBackward(CellRow row) {
        int j = 0;
        for (; j <= row.hidden - WIDTH; j += WIDTH) {
            FloatVector slope = VectorMath.reluSlope(gate(row, j));
            flush(load(row.dh, row.dhAt + j).mul(slope)).intoArray(row.dGates, row.dGatesAt + j);
            all(0f).intoArray(row.dh, row.dhAt + j);
        }
        ScalarCells.reluBackward(row, j);
    }

    private static void tanhOfState(CellRow row) {
        int j = 0;
        for (; j <= row.hidden - WIDTH; j += WIDTH) {
            VectorMath.tanh(load(row.c, row.cAt + j)).intoArray(row.tanh, j);
        }
        ScalarCells.tanhOfState(row, j);
    }

    private static void lstmOutputBackward(CellRow row) {
        int block = 3 * row.hidden;
        int j = 0;
        for (; j <= row.hidden - WIDTH; j += WIDTH) {
            FloatVector o = gate(row, block + j);
            FloatVector tanh = load(row.tanh, j);
            FloatVector dh = flush(load(row.dh, row.dhAt + j));
            flush(dh.mul(tanh).mul(sigmoidSlope(o))).intoArray(row.dGates, row.dGatesAt + block + j);
            FloatVector dc = dh.mul(o).fma(oneMinusSquare(tanh), load(row.dc, row.dcAt + j));
            flush(dc).intoArray(row.dc, row.dcAt + j);
            all(0f).intoArray(row.dh, row.dhAt + j);
        }
        ScalarCells.lstmOutputBackward(row, j);
    }

    private static void lstmInputBackward(CellRow row) {
        int block = 2 * row.hidden;
        int j = 0;
        for (; j <= row.hidden - WIDTH; j += WIDTH) {
            FloatVector i = gate(row, j);
            FloatVector g = gate(row, block + j);
            FloatVector dc = load(row.dc, row.dcAt + j);
            flush(dc.mul(g).mul(sigmoidSlope(i))).intoArray(row.dGates, row.dGatesAt + j);
            flush(dc.mul(i).mul(oneMinusSquare(g))).intoArray(row.dGates, row.dGatesAt + block + j);
        }
        ScalarCells.lstmInputBackward(row, j);
    }

    private static void lstmStateBackward(CellRow row) {
        int j = 0;
        for (; j <= row.hidden - WIDTH; j += WIDTH) {
            FloatVector f = gate(row, row.hidden + j);
            FloatVector dc = load(row.dc, row.dcAt + j);
            FloatVector df = dc.mul(load(row.cBefore, row.cBeforeAt + j));
            flush(df.mul(sigmoidSlope(f))).intoArray(row.dGates, row.dGatesAt + row.hidden + j);
            flush(dc.mul(f)).intoArray(row.dc, row.dcAt + j);
        }
        ScalarCells.lstmStateBackward(row, j);
    }

    private static void gruBackward(CellRow row) {
        int width = row.hidden;
        int j = 0;
        for (; j <= width - WIDTH; j += WIDTH) {
            FloatVector z = gate(row, width + j);
            FloatVector n = gate(row, 2 * width + j);
            FloatVector dh = flush(load(row.dh, row.dhAt + j));
            FloatVector dn = dh.mul(all(1f).sub(z)).mul(oneMinusSquare(n));
            flush(dn).intoArray(row.dGates, row.dGatesAt + 2 * width + j);
            FloatVector difference = load(row.hBefore, row.hBeforeAt + j).sub(n);
            FloatVector dz = flush(dh.mul(difference).mul(sigmoidSlope(z)));
            dz.intoArray(row.dGates, row.dGatesAt + width + j);
            dz.intoArray(row.dRecurrent, row.dRecurrentAt + width + j);
            flush(dh.mul(z)).intoArray(row.dh, row.dhAt + j);
        }
        ScalarCells.gruBackward(row, j);
    }

    private static void gruResetBackward(CellRow row) {
        int block = 2 * row.hidden;
        int j = 0;
        for (; j <= row.hidden - WIDTH; j += WIDTH) {
            FloatVector r = gate(row, j);
            FloatVector dn = load(row.dGates, row.dGatesAt + block + j);
            FloatVector dr = flush(dn.mul(load(row.kept, row.keptAt + j)).mul(sigmoidSlope(r)));
            dr.intoArray(row.dGates, row.dGatesAt + j);
            dr.intoArray(row.dRecurrent, row.dRecurrentAt + j);
            flush(dn.mul(r)).intoArray(row.dRecurrent, row.dRecurrentAt + block + j);
        }
        ScalarCells.gruResetBackward(row, j);
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
