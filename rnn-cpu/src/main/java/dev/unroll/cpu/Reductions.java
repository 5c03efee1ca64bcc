package dev.unroll.cpu;

import dev.unroll.backend.View;
import org.jspecify.annotations.Nullable;

/** Sums. Their pieces depend on sizes alone, and partial sums are added in the order of the pieces. */
final class Reductions {
    /** The most columns that one task sums: their partial sums stay in the first-level cache. */
    private static final int MOST_COLUMNS = 1024;
    /** Fewer columns would use too little of each page. */
    private static final int FEWEST_COLUMNS = 128;
    /** Rows whose sum starts from 0 again, which keeps long sums accurate. */
    private static final int ROWS = 256;

    private final RowKernel rows;
    private final WorkerPool pool;

    Reductions(KernelSet kernels, WorkerPool pool) {
        this.rows = kernels.rows();
        this.pool = pool;
    }

    /** {@code out += } sum of the rows of x, by blocks of {@link #ROWS} rows. */
    KernelCall columnSum(View x, View out) {
        return columnSum(x, out, null);
    }

    /** The same sum for two biases that have one gradient. */
    KernelCall columnSum(View x, View out, @Nullable View second) {
        return eachBand(x.columns(), x.size(), (column, count, workspace) -> {
            float[] from = CpuBuffer.floats(x);
            float[] sum = workspace.floats(Workspace.Slot.ROW, count);
            for (int first = 0; first < x.rows(); first += ROWS) {
                java.util.Arrays.fill(sum, 0, count, 0f);
                int height = Math.min(ROWS, x.rows() - first);
                rows.addRows(from, Elementwise.at(x, first) + column, x.rowStride(), height, sum, count);
                rows.add(sum, 0, CpuBuffer.floats(out), (int) out.offset() + column, count);
                if (second != null) {
                    rows.add(sum, 0, CpuBuffer.floats(second), (int) second.offset() + column, count);
                }
            }
        });
    }

    /** {@code dTable[ids[row]] += dOut[row]}, rows ascending. */
    KernelCall scatter(View ids, View dOut, View dTable) {
        return eachBand(dOut.columns(), dOut.size(), (column, count, workspace) -> {
            int[] index = CpuBuffer.ints(ids);
            float[] from = CpuBuffer.floats(dOut);
            float[] to = CpuBuffer.floats(dTable);
            for (int row = 0; row < dOut.rows(); row++) {
                int id = index[Elementwise.at(ids, row)];
                if (id >= 0 && id < dTable.rows()) {
                    int target = Elementwise.at(dTable, id) + column;
                    rows.add(from, Elementwise.at(dOut, row) + column, to, target, count);
                }
            }
        });
    }

    /** {@code out = } sum of squares, in double over pieces of {@link Sweep#CHUNK}. */
    KernelCall sumOfSquares(View x, View out) {
        boolean dense = Sweep.dense(x);
        int length = dense ? (int) x.size() : x.columns();
        int perRow = Math.max(1, (length + Sweep.CHUNK - 1) / Sweep.CHUNK);
        int pieces = Math.multiplyExact(dense ? 1 : x.rows(), perRow);
        Workspace shared = pool.workspace();
        KernelCall eachPiece = Sweep.over(
                pool,
                (row, column, count, workspace) -> shared.partialSums(pieces)[row * perRow + column / Sweep.CHUNK] =
                        squares(CpuBuffer.floats(x), Elementwise.at(x, row) + column, count),
                x);
        return KernelCall.inOrder(
                // Without elements there is a piece that nobody sums.
                () -> java.util.Arrays.fill(shared.partialSums(pieces), 0, pieces, 0), eachPiece, () -> {
                    double[] partial = shared.partialSums(pieces);
                    double sum = 0;
                    for (int piece = 0; piece < pieces; piece++) {
                        sum += partial[piece];
                    }
                    CpuBuffer.floats(out)[(int) out.offset()] = (float) sum;
                });
    }

    /** Four chains, folded in order. */
    private static double squares(float[] x, int at, int n) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int i = 0;
        for (; i <= n - 4; i += 4) {
            double a = x[at + i];
            double b = x[at + i + 1];
            double c = x[at + i + 2];
            double d = x[at + i + 3];
            s0 += a * a;
            s1 += b * b;
            s2 += c * c;
            s3 += d * d;
        }
        for (; i < n; i++) {
            double a = x[at + i];
            s0 += a * a;
        }
        return s0 + s1 + (s2 + s3);
    }

    private interface Band {
        void run(int column, int count, Workspace workspace);
    }

    private KernelCall eachBand(int columns, long elements, Band band) {
        int share = Math.max(FEWEST_COLUMNS, (columns + pool.threads() - 1) / pool.threads());
        int width = elements < Sweep.CHUNK ? Math.max(1, columns) : Math.min(MOST_COLUMNS, share);
        return pool.call((columns + width - 1) / width, (task, workspace) -> {
            int column = task * width;
            band.run(column, Math.min(width, columns - column), workspace);
        });
    }
}
