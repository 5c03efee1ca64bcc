package dev.unroll.cpu;

import dev.unroll.backend.CellType;
import dev.unroll.backend.GateGradients;
import dev.unroll.backend.GateStep;
import dev.unroll.backend.RecurrentSpec;
import dev.unroll.backend.View;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The pointwise part of one step for all batch rows; rows past their end carry their state on. */
final class Gates {
    private final Map<CellType, List<Pass<CellRow>>> forward = new EnumMap<>(CellType.class);
    private final Map<CellType, List<Pass<CellRow>>> backward = new EnumMap<>(CellType.class);
    private final RowKernel rows;
    private final WorkerPool pool;

    Gates(KernelSet kernels, WorkerPool pool) {
        for (CellType cell : CellType.values()) {
            forward.put(cell, kernels.cells().forward(cell));
            backward.put(cell, kernels.cells().backward(cell));
        }
        this.rows = kernels.rows();
        this.pool = pool;
    }

    KernelCall forward(RecurrentSpec spec, int step, View bias, @Nullable View lengths, GateStep operands) {
        return eachRow(spec, (n, cell) -> {
            bind(spec, operands, n, cell);
            cell.bias = CpuBuffer.floats(bias);
            cell.biasAt = (int) bias.offset();
            forwardRow(spec.cell(), isPadding(lengths, step, n), cell);
        });
    }

    KernelCall backward(
            RecurrentSpec spec, int step, @Nullable View lengths, GateStep operands, GateGradients gradients) {
        View dc = gradients.dc();
        return eachRow(spec, (n, cell) -> {
            bind(spec, operands, n, cell);
            cell.dh = CpuBuffer.floats(gradients.dh());
            cell.dhAt = Elementwise.at(gradients.dh(), n);
            if (dc != null) {
                cell.dc = CpuBuffer.floats(dc);
                cell.dcAt = Elementwise.at(dc, n);
            }
            cell.dGates = CpuBuffer.floats(gradients.dGates());
            cell.dGatesAt = Elementwise.at(gradients.dGates(), n);
            cell.dRecurrent = CpuBuffer.floats(gradients.dRecurrent());
            cell.dRecurrentAt = Elementwise.at(gradients.dRecurrent(), n);
            backwardRow(spec.cell(), isPadding(lengths, step, n), cell, gradients.dy(), n);
        });
    }

    /** One row of the forward step. */
    void forwardRow(CellType type, boolean padding, CellRow cell) {
        if (!padding) {
            Pass.all(passes(forward, type), cell);
            return;
        }
        int width = cell.hidden;
        java.util.Arrays.fill(cell.gates, cell.gatesAt, cell.gatesAt + type.gates() * width, 0f);
        System.arraycopy(cell.hBefore, cell.hBeforeAt, cell.h, cell.hAt, width);
        if (type.hasCellState()) {
            System.arraycopy(cell.cBefore, cell.cBeforeAt, cell.c, cell.cAt, width);
        }
    }

    /** One row of the backward step; {@code dyRow} is its row in {@code dy}. */
    void backwardRow(CellType type, boolean padding, CellRow cell, @Nullable View dy, int dyRow) {
        int size = type.gates() * cell.hidden;
        if (padding) {
            java.util.Arrays.fill(cell.dGates, cell.dGatesAt, cell.dGatesAt + size, 0f);
            java.util.Arrays.fill(cell.dRecurrent, cell.dRecurrentAt, cell.dRecurrentAt + size, 0f);
            return;
        }
        if (dy != null) {
            rows.add(CpuBuffer.floats(dy), Elementwise.at(dy, dyRow), cell.dh, cell.dhAt, cell.hidden);
        }
        Pass.all(passes(backward, type), cell);
    }

    private static List<Pass<CellRow>> passes(Map<CellType, List<Pass<CellRow>>> all, CellType type) {
        List<Pass<CellRow>> passes = all.get(type);
        if (passes == null) {
            throw new IllegalArgumentException("cell: " + type + "; expected one of " + all.keySet());
        }
        return passes;
    }

    static boolean isPadding(@Nullable View lengths, int step, int n) {
        return lengths != null && step >= CpuBuffer.ints(lengths)[Elementwise.at(lengths, n)];
    }

    private static void bind(RecurrentSpec spec, GateStep operands, int n, CellRow cell) {
        cell.hidden = spec.hiddenSize();
        cell.blocks = spec.cell().gates();
        cell.gates = CpuBuffer.floats(operands.gates());
        cell.gatesAt = Elementwise.at(operands.gates(), n);
        View recurrent = operands.recurrent();
        if (recurrent != null) {
            cell.recurrent = CpuBuffer.floats(recurrent);
            cell.recurrentAt = Elementwise.at(recurrent, n);
            cell.kept = cell.recurrent;
            cell.keptAt = cell.recurrentAt + 2 * spec.hiddenSize();
        }
        cell.hBefore = CpuBuffer.floats(operands.hPrevious());
        cell.hBeforeAt = Elementwise.at(operands.hPrevious(), n);
        cell.h = CpuBuffer.floats(operands.h());
        cell.hAt = Elementwise.at(operands.h(), n);
        View cBefore = operands.cPrevious();
        View c = operands.c();
        if (cBefore != null && c != null) {
            cell.cBefore = CpuBuffer.floats(cBefore);
            cell.cBeforeAt = Elementwise.at(cBefore, n);
            cell.c = CpuBuffer.floats(c);
            cell.cAt = Elementwise.at(c, n);
        }
    }

    private interface Row {
        void run(int n, CellRow cell);
    }

    private KernelCall eachRow(RecurrentSpec spec, Row body) {
        int perTask = Math.max(1, Sweep.CHUNK / spec.gateSize());
        return Sweep.groups(pool, spec.batch(), perTask, (first, end, workspace) -> {
            workspace.cell.tanh = workspace.floats(Workspace.Slot.TANH, spec.hiddenSize());
            for (int n = first; n < end; n++) {
                body.run(n, workspace.cell);
            }
            workspace.cell.release();
        });
    }
}
