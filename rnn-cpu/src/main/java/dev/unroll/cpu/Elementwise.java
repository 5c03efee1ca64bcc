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

    KernelCall fill(View target, float value) {
        return Sweep.over(
                pool,
                (row, column, count, workspace) -> {
                    int at = at(target, row) + column;
                    java.util.Arrays.fill(CpuBuffer.floats(target), at, at + count, value);
                },
                target);
    }

    static KernelCall fill(View target, int value) {
        return () -> {
            int[] data = CpuBuffer.ints(target);
            for (int row = 0; row < target.rows(); row++) {
                java.util.Arrays.fill(data, at(target, row), at(target, row) + target.columns(), value);
            }
        };
    }

    /** {@code y = alpha x + beta y}. */
    KernelCall axpby(double alpha, View x, double beta, View y) {
        boolean copy = alpha == 1 && beta == 0;
        return Sweep.over(
                pool,
                (row, column, count, workspace) -> {
                    float[] from = CpuBuffer.floats(x);
                    float[] to = CpuBuffer.floats(y);
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
    KernelCall activationBackward(Activation activation, View y, View dy, View dx) {
        RowKernel.Backward kernel = switch (activation) {
            case TANH -> rows::tanhBackward;
            case RELU -> rows::reluBackward;
        };
        return Sweep.over(
                pool,
                (row, column, count, workspace) -> kernel.run(
                        CpuBuffer.floats(y),
                        at(y, row) + column,
                        CpuBuffer.floats(dy),
                        at(dy, row) + column,
                        CpuBuffer.floats(dx),
                        at(dx, row) + column,
                        count),
                y,
                dy,
                dx);
    }

    /** {@code y = keep ? scale x : 0}. */
    KernelCall dropout(DropoutSpec spec, View step, View x, View y) {
        int threshold = spec.threshold();
        float scale = (float) spec.scale();
        // One long row or single rows: element numbers are the same.
        int length = Sweep.dense(x, y) ? (int) x.size() : x.columns();
        return Sweep.over(
                pool,
                (row, column, count, workspace) -> {
                    float[] scalars = CpuBuffer.floats(step);
                    int low = (int) scalars[(int) step.offset()];
                    int high = (int) scalars[(int) step.offset() + 1];
                    float[] from = CpuBuffer.floats(x);
                    float[] to = CpuBuffer.floats(y);
                    int[] words = workspace.words;
                    int xAt = at(x, row) + column;
                    int yAt = at(y, row) + column;
                    long first = (long) row * length + column;
                    for (int i = 0; i < count; ) {
                        long element = first + i;
                        int word = (int) (element % 4);
                        int end = Math.min(count, i + 4 - word);
                        Philox.block(spec.seed(), (int) (element / 4), spec.site(), low, high, words);
                        for (; i < end; i++, word++) {
                            boolean kept = words[word] >>> 8 >= threshold;
                            to[yAt + i] = kept ? scale * from[xAt + i] : 0;
                        }
                    }
                },
                x,
                y);
    }

    /** {@code out[row] = table[ids[row]]}. */
    KernelCall gather(View table, View ids, View out) {
        return Sweep.rows(pool, out.rows(), out.columns(), (row, column, count, workspace) -> {
            float[] to = CpuBuffer.floats(out);
            int id = CpuBuffer.ints(ids)[at(ids, row)];
            int outAt = at(out, row) + column;
            if (id >= 0 && id < table.rows()) {
                System.arraycopy(CpuBuffer.floats(table), at(table, id) + column, to, outAt, count);
            } else {
                java.util.Arrays.fill(to, outAt, outAt + count, Float.NaN);
            }
        });
    }

    static int at(View view, int row) {
        return (int) view.offset() + row * view.rowStride();
    }
}
