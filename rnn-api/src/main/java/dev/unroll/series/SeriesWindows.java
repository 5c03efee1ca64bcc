package dev.unroll.series;

import dev.unroll.backend.Philox;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * Windows over a series, batch by batch: window w reads the values from {@code w * stride}, and its target at each step is the value after. The
 * last batch has the rows that are left. With a stride of 1 every window there is, with a stride of {@code steps} each value is
 * read once; the values behind the last full window are not.
 */
public final class SeriesWindows implements Iterable<SeriesBatch> {
    /** Keeps these draws apart from others of the same seed. */
    private static final int STREAM = 0x57494E44;

    private final double[] values;
    private final int steps;
    private final int rows;
    /** Where each window begins, in the order in which they are given. */
    private final int[] starts;

    private SeriesWindows(double[] values, int steps, int rows, int[] starts) {
        this.values = values;
        this.steps = steps;
        this.rows = rows;
        this.starts = starts;
    }

    /**
     * Windows in the order of the series.
     *
     * @param values the series, finite
     * @param steps time steps of a window
     * @param rows windows of a batch
     * @param stride from one window's begin to the next one's
     * @throws IllegalArgumentException for a size below 1, for fewer than {@code steps + 1} values, or for a value that is not finite
     */
    public SeriesWindows(double[] values, int steps, int rows, int stride) {
        this(values.clone(), steps, rows, starts(values, steps, rows, stride));
    }

    private static int[] starts(double[] values, int steps, int rows, int stride) {
        if (steps < 1 || rows < 1 || stride < 1) {
            throw new IllegalArgumentException("windows: " + steps + " steps, " + rows + " rows, stride " + stride
                    + "; expected at least 1 of each");
        }
        if (values.length < steps + 1L) {
            throw new IllegalArgumentException("the series has " + values.length + " values; a window of " + steps
                    + " steps needs " + (steps + 1L) + ": lower the steps (--bptt) or give more values");
        }
        for (int i = 0; i < values.length; i++) {
            if (!Double.isFinite(values[i])) {
                throw new IllegalArgumentException("values: " + values[i] + " at " + i + "; expected finite values");
            }
        }
        int[] starts = new int[(values.length - steps - 1) / stride + 1];
        for (int w = 0; w < starts.length; w++) {
            starts[w] = w * stride;
        }
        return starts;
    }

    /** The same windows in an order drawn by a seed (Fisher-Yates); give another seed in each epoch. */
    public SeriesWindows shuffled(long seed) {
        int[] order = starts.clone();
        int[] words = new int[4];
        for (int i = order.length - 1; i > 0; i--) {
            Philox.block(seed, i, 0, 0, STREAM, words);
            int j = (int) (((words[0] & 0xFFFFFFFFL) * (i + 1L)) >>> 32);
            int swapped = order[i];
            order[i] = order[j];
            order[j] = swapped;
        }
        return new SeriesWindows(values, steps, rows, order);
    }

    /** How many windows there are. */
    public int windowCount() {
        return starts.length;
    }

    /** How many batches they make. */
    public int count() {
        return (int) (((long) starts.length + rows - 1) / rows);
    }

    /**
     * Batch {@code index}, from 0.
     *
     * @throws IllegalArgumentException when there is no such batch
     */
    public SeriesBatch batch(int index) {
        if (index < 0 || index >= count()) {
            throw new IllegalArgumentException("batch: " + index + "; expected 0 to " + (count() - 1));
        }
        int from = index * rows;
        int members = Math.min(rows, starts.length - from);
        double[] x = new double[steps * members];
        double[] targets = new double[steps * members];
        for (int n = 0; n < members; n++) {
            int start = starts[from + n];
            for (int t = 0; t < steps; t++) {
                x[t * members + n] = values[start + t];
                targets[t * members + n] = values[start + t + 1];
            }
        }
        return new SeriesBatch(steps, members, x, targets);
    }

    @Override
    public Iterator<SeriesBatch> iterator() {
        return new Iterator<>() {
            private int next;

            @Override
            public boolean hasNext() {
                return next < count();
            }

            @Override
            public SeriesBatch next() {
                if (!hasNext()) {
                    throw new NoSuchElementException("all " + count() + " batches are read");
                }
                return batch(next++);
            }
        };
    }
}
