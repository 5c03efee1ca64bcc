package dev.unroll.cuda;

import dev.unroll.backend.View;
import org.jspecify.annotations.Nullable;

/** Sums in an order that depends on sizes alone. */
final class Reductions {
    /** Sizes of reductions.cu. */
    private static final int SQUARE_THREADS = 256;

    private static final int SQUARE_PIECE = 8192;
    private static final int TOTAL_THREADS = 512;
    private static final int COLUMNS = 32;
    private static final int LINES = 8;
    private static final int COLUMN_PIECE = 128;

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

    /** The same for one pair or two of one shape, in the same launches: pieces of rows, pieces of their sums, and so on. */
    void columnSums(View x0, View out0, @Nullable View x1, @Nullable View out1) {
        if (x0.size() == 0) {
            return;
        }
        int columns = x0.columns();
        int pairs = x1 == null ? 1 : 2;
        // For each pair two halves, which take turns.
        int pieces = Kernels.ceil(x0.rows(), COLUMN_PIECE);
        long bytes = (long) pieces * columns * Float.BYTES;
        long sums = pieces == 1 ? 0 : workspace.floats(Workspace.Slot.SUMS, 4L * pieces * columns);
        int rows = x0.rows();
        for (int stage = 0; stage == 0 || rows > 1; stage++) {
            long from = sums + (stage + 1) % 2 * 2L * bytes;
            long to = sums + stage % 2 * 2L * bytes;
            pieces = Kernels.ceil(rows, COLUMN_PIECE);
            Call call = kernels.call("reductions", "column_sum");
            if (stage == 0) {
                call.in(x0).in(x1);
            } else {
                call.matrix(from, columns).matrix(from + bytes, columns);
            }
            if (pieces == 1) {
                call.flat(out0).flat(out1);
            } else {
                call.address(to).address(to + bytes);
            }
            call.integer(rows).integer(columns).integer(pieces == 1 ? 1 : 0);
            call.launch(Math.multiplyExact(Kernels.ceil(columns, COLUMNS), pieces), pairs, COLUMNS, LINES);
            rows = pieces;
        }
    }

    /** {@code out = } sum of the squares of x: pieces, then their sums. */
    void sumOfSquares(View x, View out) {
        boolean flat = x.isDense();
        int rows = flat ? 1 : x.rows();
        int columns = flat ? Math.toIntExact(x.size()) : x.columns();
        // Without elements one block finds none, and their sum is 0.
        int pieces = Math.max(1, Kernels.ceil(Math.toIntExact(x.size()), SQUARE_PIECE));
        Call squares = kernels.call("reductions", "square_pieces").in(x);
        if (pieces == 1) {
            squares.flat(out).integer(rows).integer(columns).launch(1, 1, SQUARE_THREADS);
            return;
        }
        long sums = workspace.floats(Workspace.Slot.SUMS, pieces);
        squares.address(sums).integer(rows).integer(columns).launch(pieces, 1, SQUARE_THREADS);
        kernels.call("reductions", "total")
                .address(sums)
                .flat(out)
                .integer(pieces)
                .launch(1, 1, TOTAL_THREADS);
    }
}
