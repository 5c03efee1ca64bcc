package dev.unroll.cpu;

import dev.unroll.backend.CellType;
import dev.unroll.backend.RecurrentGradients;
import dev.unroll.backend.RecurrentSpec;
import dev.unroll.backend.RecurrentState;
import dev.unroll.backend.View;
import org.jspecify.annotations.Nullable;

/** The backward loop over time for a block of batch rows: the gates' gradients, then {@code dh_{t-1} += dU_t R}. */
final class BackwardRows {
    private final RecurrentSpec spec;
    private final RecurrentState state;
    private final RecurrentGradients gradients;
    private final Gates gates;
    private final View activated;
    private final @Nullable View products;
    private final @Nullable View cells;
    private final View dGates;
    private final View dRecurrent;

    BackwardRows(
            RecurrentSpec spec,
            RecurrentState state,
            RecurrentGradients gradients,
            View reserve,
            View scratch,
            Gates gates) {
        this.spec = spec;
        this.state = state;
        this.gradients = gradients;
        this.gates = gates;
        this.activated = RecurrentMemory.activated(spec, state, reserve);
        this.products = spec.cell() == CellType.GRU ? RecurrentMemory.products(spec, reserve) : null;
        this.cells = spec.cell().hasCellState() ? RecurrentMemory.cells(spec, reserve) : null;
        this.dGates = RecurrentMemory.dGates(spec, scratch);
        this.dRecurrent = RecurrentMemory.dRecurrent(spec, scratch);
    }

    /** Rows {@code first} to {@code end - 1} back through all steps. */
    void run(Panels r, int first, int end, Workspace workspace) {
        int rows = end - first;
        float[] dh = workspace.floats(Workspace.Slot.STATE_GRADIENT, (long) rows * r.width());
        float[] dc = workspace.floats(Workspace.Slot.CELL_GRADIENT, (long) rows * spec.hiddenSize());
        bind(dh, dc, workspace);
        begin(dh, r.width(), dc, first, end);
        for (int k = spec.steps() - 1; k >= 0; k--) {
            cells(k, first, end, first, r.width(), workspace.cell);
            if (needsProduct(k)) {
                left(k, first, workspace.tile);
                r.multiply(rows, dh, true, workspace.tile);
            }
        }
        finish(dh, r.width(), dc, first, end);
    }

    /** Names the memory of {@link #cells}: the gradients that go from step to step, and what the layer's views name. */
    void bind(float[] dh, float[] dc, Workspace workspace) {
        CellRow cell = workspace.cell;
        cell.tanh = workspace.floats(Workspace.Slot.TANH, spec.hiddenSize());
        cell.hidden = spec.hiddenSize();
        cell.blocks = spec.cell().gates();
        cell.gates = CpuBuffer.floats(activated);
        cell.hBefore = CpuBuffer.floats(state.h());
        cell.dh = dh;
        cell.dc = dc;
        cell.dGates = CpuBuffer.floats(dGates);
        cell.dRecurrent = CpuBuffer.floats(dRecurrent);
        if (products != null) {
            cell.kept = CpuBuffer.floats(products);
        }
        if (cells != null) {
            cell.c = CpuBuffer.floats(cells);
            cell.cBefore = cell.c;
        }
    }

    /** Before the last step, with which this begins; the gradients' first row is that of {@code first}. */
    void begin(float[] dh, int dhRow, float[] dc, int first, int end) {
        start(gradients.dhN(), dh, dhRow, first, end);
        start(gradients.dcN(), dc, spec.hiddenSize(), first, end);
    }

    /** The cells of step k; the gradients' first row is that of {@code base}. */
    void cells(int k, int first, int end, int base, int dhRow, CellRow cell) {
        int t = spec.stepAt(k);
        for (int n = first; n < end; n++) {
            cell.dhAt = (n - base) * dhRow;
            cell.dcAt = (n - base) * spec.hiddenSize();
            step(t, n, cell);
        }
    }

    /** Whether anything comes before step k that its product {@code dU R} is added to. */
    boolean needsProduct(int k) {
        return k > 0 || gradients.dh0() != null;
    }

    /** The left operand of step k from row {@code first} on. */
    void left(int k, int first, Tile tile) {
        int at = Elementwise.at(dRecurrent, spec.stepAt(k) * spec.batch() + first);
        tile.left(CpuBuffer.floats(dRecurrent), at, dRecurrent.rowStride(), 1);
    }

    /** After the first step. */
    void finish(float[] dh, int dhRow, float[] dc, int first, int end) {
        finish(dh, dhRow, gradients.dh0(), first, end);
        finish(dc, spec.hiddenSize(), gradients.dc0(), first, end);
    }

    private void step(int t, int n, CellRow cell) {
        int batch = spec.batch();
        int row = t * batch + n;
        cell.gatesAt = Elementwise.at(activated, row);
        cell.hBeforeAt = Elementwise.at(state.h(), spec.slotBefore(t) * batch + n);
        cell.dGatesAt = Elementwise.at(dGates, row);
        cell.dRecurrentAt = Elementwise.at(dRecurrent, row);
        if (products != null) {
            cell.keptAt = Elementwise.at(products, row);
        }
        if (cells != null) {
            cell.cBeforeAt = Elementwise.at(cells, spec.slotBefore(t) * batch + n);
            cell.cAt = Elementwise.at(cells, spec.slotAfter(t) * batch + n);
        }
        gates.backwardRow(spec.cell(), Gates.isPadding(state.lengths(), t, n), cell, gradients.dy(), row);
    }

    private void start(@Nullable View given, float[] target, int width, int first, int end) {
        java.util.Arrays.fill(target, 0, (end - first) * width, 0f);
        if (given != null) {
            for (int n = first; n < end; n++) {
                int from = Elementwise.at(given, n);
                System.arraycopy(CpuBuffer.floats(given), from, target, (n - first) * width, spec.hiddenSize());
            }
        }
    }

    private void finish(float[] source, int width, @Nullable View target, int first, int end) {
        if (target != null) {
            for (int n = first; n < end; n++) {
                int to = Elementwise.at(target, n);
                System.arraycopy(source, (n - first) * width, CpuBuffer.floats(target), to, spec.hiddenSize());
            }
        }
    }
}
