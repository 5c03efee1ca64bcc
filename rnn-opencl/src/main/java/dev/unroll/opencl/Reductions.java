package dev.unroll.opencl;

import dev.unroll.backend.View;
import dev.unroll.opencl.runtime.Memory;
import org.jspecify.annotations.Nullable;

/** Sums in an order that depends on sizes alone. */
final class Reductions {
    /** PIECE of reductions.cl. */
    private static final int PIECE = 256;

    private final Kernels kernels;
    private final Workspace workspace;

    Reductions(Kernels kernels, Workspace workspace) {
        this.kernels = kernels;
        this.workspace = workspace;
    }

    /** {@code out += } the sums of the columns of x. */
    void columnSum(View x, View out) {
        columnSums(x, out, null, null);
    }

    /** The same for one pair or two of one shape, in one launch. */
    void columnSums(View x0, View out0, @Nullable View x1, @Nullable View out1) {
        if (x0.size() == 0) {
            return;
        }
        Tuning tuning = kernels.tuning();
        kernels.call("reductions", "column_sum")
                .in(x0)
                .out(out0)
                .in(x1)
                .out(out1)
                .integer(x0.rows())
                .integer(x0.columns())
                .groups(
                        Kernels.ceil(x0.columns(), tuning.columnsPerGroup()),
                        x1 == null ? 1 : 2,
                        tuning.side(),
                        tuning.side());
    }

    /** {@code out = } sum of the squares of x: pieces, pieces of their sums, and so on. */
    void sumOfSquares(View x, View out) {
        boolean flat = x.isDense();
        int rows = flat ? 1 : x.rows();
        int columns = flat ? Math.toIntExact(x.size()) : x.columns();
        int size = Math.toIntExact(x.size());
        if (size == 0) {
            Call fill = kernels.call("elementwise", "fill_reals")
                    .out(out)
                    .real(0)
                    .integer(1)
                    .integer(1);
            kernels.each(fill, 1, 1);
            return;
        }
        // Two halves that take turns.
        int half = Kernels.ceil(size, PIECE);
        Memory sums = workspace.floats(Workspace.Slot.SUMS, 2L * half);
        boolean squared = true;
        int at = 0;
        int left = size;
        while (squared || left > 1) {
            int pieces = Kernels.ceil(left, PIECE);
            Call call = kernels.call("reductions", "sum_pieces");
            if (squared) {
                call.in(x);
            } else {
                call.memory(sums).integer(at).integer(left);
            }
            int next = squared ? 0 : half - at;
            if (pieces == 1) {
                call.flatOut(out);
            } else {
                call.memory(sums).integer(next);
            }
            call.integer(squared ? 1 : 0).integer(squared ? rows : 1).integer(squared ? columns : left);
            kernels.items(call, pieces);
            squared = false;
            at = next;
            left = pieces;
        }
    }
}
