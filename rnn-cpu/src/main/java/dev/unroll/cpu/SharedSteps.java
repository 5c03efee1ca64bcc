package dev.unroll.cpu;

import dev.unroll.backend.RecurrentSpec;

/**
 * Loops over time in which the threads share each step: first the columns of its product, then the rows of its cells. Of the recurrent weights
 * each thread reads its part alone, for all rows; cut over rows each would read all of them for too few.
 */
final class SharedSteps {
    private static final float[] NONE = {};

    private final RecurrentSpec spec;
    private final WorkerPool pool;
    private final Panels r;
    /** The step that is made. */
    private int k;
    /** One row of {@link Panels#width} for each batch row: the product, and backward what it is added to. */
    private float[] rows = NONE;
    /** Backward: the gradient of the cell state, one row for each batch row. */
    private float[] dc = NONE;

    SharedSteps(RecurrentSpec spec, WorkerPool pool, Panels r) {
        this.spec = spec;
        this.pool = pool;
        this.r = r;
    }

    KernelCall forward(ForwardRows layer) {
        KernelCall product = eachPanel((first, end, workspace) -> {
            layer.left(k, 0, workspace.tile);
            multiply(first, end, false, workspace.tile);
        });
        KernelCall cells = eachRow((first, end, workspace) -> {
            layer.bind(rows, workspace);
            layer.cells(k, first, end, 0, r.width(), workspace.cell);
        });
        return () -> {
            rows = pool.workspace().floats(Workspace.Slot.ROW, (long) spec.batch() * r.width());
            layer.begin(0, spec.batch());
            for (k = 0; k < spec.steps(); k++) {
                product.run();
                cells.run();
            }
            layer.finish(0, spec.batch());
            release();
        };
    }

    KernelCall backward(BackwardRows layer) {
        KernelCall product = eachPanel((first, end, workspace) -> {
            layer.left(k, 0, workspace.tile);
            multiply(first, end, true, workspace.tile);
        });
        KernelCall cells = eachRow((first, end, workspace) -> {
            layer.bind(rows, dc, workspace);
            layer.cells(k, first, end, 0, r.width(), workspace.cell);
        });
        return () -> {
            rows = pool.workspace().floats(Workspace.Slot.STATE_GRADIENT, (long) spec.batch() * r.width());
            dc = pool.workspace().floats(Workspace.Slot.CELL_GRADIENT, (long) spec.batch() * spec.hiddenSize());
            layer.begin(rows, r.width(), dc, 0, spec.batch());
            for (k = spec.steps() - 1; k >= 0; k--) {
                cells.run();
                if (layer.needsProduct(k)) {
                    product.run();
                }
            }
            layer.finish(rows, r.width(), dc, 0, spec.batch());
            release();
        };
    }

    private void release() {
        rows = NONE;
        dc = NONE;
    }

    private void multiply(int first, int end, boolean add, Tile tile) {
        tile.result(rows, r.column(first), r.width());
        r.multiply(first, end, spec.batch(), r.width(), add, tile);
    }

    /** A part for each thread, always the same one for the same thread if none is late: what a cache holds of it is used in the next step. */
    private KernelCall eachPanel(Sweep.Group body) {
        return Sweep.groups(pool, r.panels(), part(r.panels()), (first, end, workspace) -> {
            body.run(first, end, workspace);
            workspace.tile.release();
        });
    }

    private KernelCall eachRow(Sweep.Group body) {
        return Sweep.groups(pool, spec.batch(), part(spec.batch()), (first, end, workspace) -> {
            body.run(first, end, workspace);
            workspace.cell.release();
        });
    }

    private int part(int count) {
        return (count + pool.threads() - 1) / pool.threads();
    }
}
