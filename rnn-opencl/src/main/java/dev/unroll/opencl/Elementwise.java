package dev.unroll.opencl;

import dev.unroll.backend.Activation;
import dev.unroll.backend.DropoutSpec;
import dev.unroll.backend.ElementType;
import dev.unroll.backend.View;

/** Kernels that treat each element by itself, and those of an embedding. */
final class Elementwise {
    private final Kernels kernels;

    Elementwise(Kernels kernels) {
        this.kernels = kernels;
    }

    void fill(View target, double value) {
        boolean reals = target.type() == ElementType.REAL;
        Call call = kernels.call("elementwise", reals ? "fill_reals" : "fill_integers")
                .out(target);
        each(reals ? call.real(value) : call.integer((int) value), target);
    }

    void axpby(double alpha, View x, double beta, View y) {
        each(
                kernels.call("elementwise", "scale_and_add")
                        .real(alpha)
                        .in(x)
                        .real(beta)
                        .out(y),
                x,
                y);
    }

    void activationBackward(Activation activation, View y, View dy, View dx) {
        int number = switch (activation) {
            case TANH -> 0;
            case RELU -> 1;
        };
        each(
                kernels.call("elementwise", "activation_backward")
                        .integer(number)
                        .in(y)
                        .in(dy)
                        .out(dx),
                y,
                dy,
                dx);
    }

    void dropout(DropoutSpec spec, View step, View x, View y) {
        each(
                kernels.call("dropout", "dropout")
                        .integer((int) spec.seed())
                        .integer((int) (spec.seed() >>> 32))
                        .integer(spec.site())
                        .integer(spec.threshold())
                        .real(spec.scale())
                        .in(step)
                        .in(x)
                        .out(y),
                x,
                y);
    }

    void gather(View table, View ids, View out) {
        Call call = kernels.call("embedding", "embedding_forward")
                .in(table)
                .in(ids)
                .out(out)
                .integer(out.rows())
                .integer(out.columns())
                .integer(table.rows());
        kernels.each(call, out.rows(), out.columns());
    }

    void scatter(View ids, View dOut, View dTable) {
        Call call = kernels.call("embedding", "embedding_backward")
                .in(ids)
                .in(dOut)
                .out(dTable)
                .integer(dOut.rows())
                .integer(dOut.columns())
                .integer(dTable.rows());
        kernels.each(call, 1, dOut.columns());
    }

    /** Ends the arguments with rows and columns, and launches; without gaps in any view all of it is one row. */
    private void each(Call call, View... views) {
        boolean flat = Kernels.dense(views);
        int rows = flat ? 1 : views[0].rows();
        int columns = flat ? Math.toIntExact(views[0].size()) : views[0].columns();
        if (views[0].size() > 0) {
            kernels.each(call.integer(rows).integer(columns), rows, columns);
        }
    }
}
