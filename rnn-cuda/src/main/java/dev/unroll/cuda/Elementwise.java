package dev.unroll.cuda;

import dev.unroll.backend.Activation;
import dev.unroll.backend.DropoutSpec;
import dev.unroll.backend.ElementType;
import dev.unroll.backend.View;

/** Kernels that treat each element by itself, and those of an embedding. */
final class Elementwise {
    /** Sizes of embedding.cu: rows of a block that sorts, the lines that count for them, and threads and columns of a block that sums. */
    private static final int ORDER_ROWS = 32;

    private static final int ORDER_LINES = 8;
    private static final int SUM_THREADS = 256;
    private static final int SUM_COLUMNS = 128;

    private final Kernels kernels;
    private final Workspace workspace;

    Elementwise(Kernels kernels, Workspace workspace) {
        this.kernels = kernels;
        this.workspace = workspace;
    }

    void fill(View target, double value) {
        if (target.type() == ElementType.REAL) {
            each(kernels.call("elementwise", "fill_reals").out(target).real(value), target);
        } else {
            each(kernels.call("elementwise", "fill_integers").ints(target).integer((int) value), target);
        }
    }

    void axpby(double alpha, View x, double beta, View y) {
        Call call = kernels.call("elementwise", "scale_and_add")
                .in(x)
                .out(y)
                .real(alpha)
                .real(beta);
        each(call, x, y);
    }

    void activationBackward(Activation activation, View y, View dy, View dx) {
        int rectifier = switch (activation) {
            case TANH -> 0;
            case RELU -> 1;
        };
        Call call = kernels.call("elementwise", "activation_backward")
                .in(y)
                .in(dy)
                .out(dx)
                .integer(rectifier);
        each(call, y, dy, dx);
    }

    void dropout(DropoutSpec spec, View step, View x, View y) {
        Call call = kernels.call("dropout", "dropout")
                .in(x)
                .out(y)
                .flat(step)
                .integer((int) spec.seed())
                .integer((int) (spec.seed() >>> 32))
                .integer(spec.site())
                .integer(spec.threshold())
                .real(spec.scale());
        each(call, x, y);
    }

    void gather(View table, View ids, View out) {
        Call call = kernels.call("embedding", "embedding_forward")
                .in(table)
                .ints(ids)
                .out(out)
                .integer(table.rows());
        Kernels.each(call, out.rows(), out.columns());
    }

    void scatter(View ids, View dOut, View dTable) {
        int rows = dOut.rows();
        if (dOut.size() == 0) {
            return;
        }
        long order = workspace.floats(Workspace.Slot.ORDER, rows);
        long keys = workspace.floats(Workspace.Slot.KEYS, rows);
        kernels.call("embedding", "embedding_order")
                .ints(ids)
                .address(order)
                .address(keys)
                .integer(rows)
                .launch(Kernels.ceil(rows, ORDER_ROWS), 1, ORDER_ROWS, ORDER_LINES);
        kernels.call("embedding", "embedding_backward")
                .in(dOut)
                .out(dTable)
                .address(order)
                .address(keys)
                .integer(rows)
                .integer(dOut.columns())
                .integer(dTable.rows())
                .launch(rows, Kernels.ceil(dOut.columns(), SUM_COLUMNS), SUM_THREADS);
    }

    /** Ends the arguments with rows and columns, and launches; without gaps in any view all of it is one row. */
    private static void each(Call call, View... views) {
        boolean flat = Kernels.dense(views);
        int rows = flat ? 1 : views[0].rows();
        int columns = flat ? Math.toIntExact(views[0].size()) : views[0].columns();
        Kernels.each(call, rows, columns);
    }
}
