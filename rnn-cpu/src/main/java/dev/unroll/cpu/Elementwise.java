package dev.unroll.cpu;

import dev.unroll.backend.Activation;
import dev.unroll.backend.DropoutSpec;
import dev.unroll.backend.Philox;
import dev.unroll.backend.View;

/** Kernels that treat each element by itself, and the gather of an embedding. */
final class Elementwise {
    private final RowKernel rows;
    private final WorkerPool pool;

    Elementwise(KernelSet kernels, WorkerPool pool) {
        this.rows = kernels.rows();
        this.pool = pool;
    }

    void fill(View target, float value) {
        float[] data = CpuBuffer.floats(target);
        Sweep.over(
                pool,
                (row, column, count, workspace) -> {
                    int at = at(target, row) + column;
                    java.util.Arrays.fill(data, at, at + count, value);
                },
                target);
    }

    static void fill(View target, int value) {
        int[] data = CpuBuffer.ints(target);
        for (int row = 0; row < target.rows(); row++) {
            java.util.Arrays.fill(data, at(target, row), at(target, row) + target.columns(), value);
        }
    }

    /** {@code y = alpha x + beta y}. */
    void axpby(double alpha, View x, double beta, View y) {
        float[] from = CpuBuffer.floats(x);
        float[] to = CpuBuffer.floats(y);
        boolean copy = alpha == 1 && beta == 0;
        Sweep.over(
                pool,
                (row, column, count, workspace) -> {
                    int xAt = at(x, row) + column;
                    int yAt = at(y, row) + column;
                    if (copy) {
                        System.arraycopy(from, xAt, to, yAt, count);
                    } else {
                        rows.axpby((float) alpha, from, xAt, (float) beta, to, yAt, count);
                    }
                },
                x,
                y);
    }

    /** {@code dx = dy f'(y)}. */
    void activationBackward(Activation activation, View y, View dy, View dx) {
        Sweep.over(
                pool,
                (row, column, count, workspace) -> rows.activationBackward(
                        activation, span(y, row, column), span(dy, row, column), span(dx, row, column), count),
                y,
                dy,
                dx);
    }

    /** {@code y = keep ? scale x : 0}. */
    void dropout(DropoutSpec spec, View step, View x, View y) {
        float[] scalars = CpuBuffer.floats(step);
        int low = (int) scalars[(int) step.offset()];
        int high = (int) scalars[(int) step.offset() + 1];
        int threshold = spec.threshold();
        float scale = (float) spec.scale();
        float[] from = CpuBuffer.floats(x);
        float[] to = CpuBuffer.floats(y);
        // One long row or single rows: element numbers are the same.
        int length = Sweep.dense(x, y) ? (int) x.size() : x.columns();
        Sweep.over(
                pool,
                (row, column, count, workspace) -> {
                    int[] words = workspace.words;
                    int xAt = at(x, row) + column;
                    int yAt = at(y, row) + column;
                    long first = (long) row * length + column;
                    for (int i = 0; i < count; i++) {
                        long element = first + i;
                        if (i == 0 || element % 4 == 0) {
                            Philox.block(spec.seed(), (int) (element / 4), spec.site(), low, high, words);
                        }
                        boolean kept = words[(int) (element % 4)] >>> 8 >= threshold;
                        to[yAt + i] = kept ? scale * from[xAt + i] : 0;
                    }
                },
                x,
                y);
    }

    /** {@code out[row] = table[ids[row]]}. */
    void gather(View table, View ids, View out) {
        float[] from = CpuBuffer.floats(table);
        int[] index = CpuBuffer.ints(ids);
        float[] to = CpuBuffer.floats(out);
        Sweep.rows(pool, out.rows(), out.columns(), (row, column, count, workspace) -> {
            int id = index[at(ids, row)];
            int outAt = at(out, row) + column;
            if (id >= 0 && id < table.rows()) {
                System.arraycopy(from, at(table, id) + column, to, outAt, count);
            } else {
                java.util.Arrays.fill(to, outAt, outAt + count, Float.NaN);
            }
        });
    }

    static int at(View view, int row) {
        return (int) view.offset() + row * view.rowStride();
    }

    private static RowKernel.Span span(View view, int row, int column) {
        return new RowKernel.Span(CpuBuffer.floats(view), at(view, row) + column);
    }
}
