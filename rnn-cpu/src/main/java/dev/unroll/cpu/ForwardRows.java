package dev.unroll.cpu;

import dev.unroll.backend.CellType;
import dev.unroll.backend.RecurrentSpec;
import dev.unroll.backend.RecurrentState;
import dev.unroll.backend.View;
import org.jspecify.annotations.Nullable;

/** The forward loop over time for a block of batch rows: {@code u = h_{t-1} R^T}, then the gates. */
final class ForwardRows {
    private final RecurrentSpec spec;
    private final RecurrentState state;
    private final View bias;
    private final View memory;
    private final Gates gates;
    /** GRU in training: where the products of the block n are kept. */
    private final @Nullable View products;
    /** LSTM: every slot of the cell state in training, else the one that is updated in place. */
    private final @Nullable View cells;

    private final boolean keepsCells;
    /** What makes the gates' input part along the way; absent where it is there before the loop. */
    private final @Nullable InputProduct input;

    ForwardRows(
            RecurrentSpec spec,
            RecurrentState state,
            View bias,
            View memory,
            @Nullable View reserve,
            Gates gates,
            @Nullable InputProduct input) {
        this.spec = spec;
        this.state = state;
        this.bias = bias;
        this.memory = memory;
        this.gates = gates;
        this.input = input;
        this.products = reserve != null && spec.cell() == CellType.GRU ? RecurrentMemory.products(spec, reserve) : null;
        this.keepsCells = reserve != null && spec.cell().hasCellState();
        this.cells = reserve != null && keepsCells ? RecurrentMemory.cells(spec, reserve) : state.cN();
    }

    /** Rows {@code first} to {@code end - 1} through all steps; {@code r} is {@code R^T}. */
    void run(Panels r, int first, int end, Workspace workspace) {
        int rows = end - first;
        float[] product = workspace.floats(Workspace.Slot.ROW, (long) rows * r.width());
        bind(product, workspace);
        begin(first, end);
        for (int k = 0; k < spec.steps(); k++) {
            if (input != null) {
                input.reach(k, first, end, workspace.tile);
            }
            left(k, first, workspace.tile);
            r.multiply(rows, product, false, workspace.tile);
            cells(k, first, end, first, r.width(), workspace.cell);
        }
        finish(first, end);
    }

    /** Names the memory of {@link #cells}: the products of the rows, and what the layer's views name. */
    void bind(float[] product, Workspace workspace) {
        CellRow cell = workspace.cell;
        cell.tanh = workspace.floats(Workspace.Slot.TANH, spec.hiddenSize());
        cell.hidden = spec.hiddenSize();
        cell.blocks = spec.cell().gates();
        cell.gates = CpuBuffer.floats(memory);
        cell.recurrent = product;
        cell.bias = CpuBuffer.floats(bias);
        cell.biasAt = (int) bias.offset();
        cell.h = CpuBuffer.floats(state.h());
        cell.hBefore = cell.h;
        cell.kept = products == null ? product : CpuBuffer.floats(products);
        if (cells != null) {
            cell.c = CpuBuffer.floats(cells);
            cell.cBefore = cell.c;
        }
    }

    /** Before the first step. */
    void begin(int first, int end) {
        copyCells(state.c0(), cells, 0, spec.initialSlot(), first, end);
    }

    /** The left operand of step k from row {@code first} on. */
    void left(int k, int first, Tile tile) {
        View h = state.h();
        int before = spec.slotBefore(spec.stepAt(k)) * spec.batch();
        tile.left(CpuBuffer.floats(h), Elementwise.at(h, before + first), h.rowStride(), 1);
    }

    /** The cells of step k; the products' first row is that of {@code base}. */
    void cells(int k, int first, int end, int base, int productRow, CellRow cell) {
        int t = spec.stepAt(k);
        int gateRow = input == null ? t * spec.batch() : input.row(k);
        for (int n = first; n < end; n++) {
            cell.recurrentAt = (n - base) * productRow;
            cell.gatesAt = Elementwise.at(memory, gateRow + n);
            step(t, n, cell);
        }
    }

    /** After the last step. */
    void finish(int first, int end) {
        if (keepsCells) {
            copyCells(cells, state.cN(), spec.finalSlot(), 0, first, end);
        }
    }

    private void step(int t, int n, CellRow cell) {
        int batch = spec.batch();
        cell.keptAt = products == null ? cell.recurrentAt + 2 * cell.hidden : Elementwise.at(products, t * batch + n);
        cell.hBeforeAt = Elementwise.at(state.h(), spec.slotBefore(t) * batch + n);
        cell.hAt = Elementwise.at(state.h(), spec.slotAfter(t) * batch + n);
        if (cells != null) {
            cell.cBeforeAt = Elementwise.at(cells, (keepsCells ? spec.slotBefore(t) * batch : 0) + n);
            cell.cAt = Elementwise.at(cells, (keepsCells ? spec.slotAfter(t) * batch : 0) + n);
        }
        gates.forwardRow(spec.cell(), Gates.isPadding(state.lengths(), t, n), cell);
    }

    private void copyCells(@Nullable View from, @Nullable View to, int fromSlot, int toSlot, int first, int end) {
        if (from == null || to == null) {
            return;
        }
        int fromRow = fromSlot * spec.batch();
        int toRow = keepsCells ? toSlot * spec.batch() : 0;
        for (int n = first; n < end; n++) {
            System.arraycopy(
                    CpuBuffer.floats(from),
                    Elementwise.at(from, fromRow + n),
                    CpuBuffer.floats(to),
                    Elementwise.at(to, toRow + n),
                    spec.hiddenSize());
        }
    }
}
