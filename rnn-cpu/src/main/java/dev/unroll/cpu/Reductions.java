package dev.unroll.cpu;

import dev.unroll.backend.View;

/** Sums. Their pieces depend on sizes alone, and partial sums are added in the order of the pieces. */
final class Reductions {
    /** Columns that one task sums: their partial sums stay in registers' reach. */
    private static final int COLUMNS = 128;
    /** Rows whose sum starts from 0 again, which keeps long sums accurate. */
    private static final int ROWS = 256;

    private final RowKernel rows;
    private final WorkerPool pool;

    Reductions(KernelSet kernels, WorkerPool pool) {
        this.rows = kernels.rows();
        this.pool = pool;
    }

    /** {@code out += } sum of the rows of x, by blocks of {@link #ROWS} rows. */
    void columnSum(View x, View out) {
        float[] from = CpuBuffer.floats(x);
        float[] to = CpuBuffer.floats(out);
        eachBand(x.columns(), x.size(), (column, count, workspace) -> {
            float[] sum = workspace.floats(Workspace.Slot.ROW, count);
            for (int first = 0; first < x.rows(); first += ROWS) {
                java.util.Arrays.fill(sum, 0, count, 0f);
                int end = Math.min(x.rows(), first + ROWS);
                for (int row = first; row < end; row++) {
                    rows.add(from, Elementwise.at(x, row) + column, sum, 0, count);
                }
                rows.add(sum, 0, to, (int) out.offset() + column, count);
            }
        });
    }

    /** {@code dTable[ids[row]] += dOut[row]}, rows ascending. */
    void scatter(View ids, View dOut, View dTable) {
        int[] index = CpuBuffer.ints(ids);
        float[] from = CpuBuffer.floats(dOut);
        float[] to = CpuBuffer.floats(dTable);
        eachBand(dOut.columns(), dOut.size(), (column, count, workspace) -> {
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
    void sumOfSquares(View x, View out) {
        float[] from = CpuBuffer.floats(x);
        boolean dense = Sweep.dense(x);
        int length = dense ? (int) x.size() : x.columns();
        int perRow = Math.max(1, (length + Sweep.CHUNK - 1) / Sweep.CHUNK);
        double[] partial = new double[Math.multiplyExact(dense ? 1 : x.rows(), perRow)];
        Sweep.over(
                pool,
                (row, column, count, workspace) -> partial[row * perRow + column / Sweep.CHUNK] =
                        squares(from, Elementwise.at(x, row) + column, count),
                x);
        double sum = 0;
        for (double part : partial) {
            sum += part;
        }
        CpuBuffer.floats(out)[(int) out.offset()] = (float) sum;
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

    private void eachBand(int columns, long elements, Band band) {
        int width = elements < Sweep.CHUNK ? Math.max(1, columns) : COLUMNS;
        pool.run((columns + width - 1) / width, (task, workspace) -> {
            int column = task * width;
            band.run(column, Math.min(width, columns - column), workspace);
        });
    }
}
