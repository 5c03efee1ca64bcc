package dev.unroll.train;

import dev.unroll.nn.Loss;
import dev.unroll.nn.LossAt;
import dev.unroll.nn.NetworkSpec;
import org.jspecify.annotations.Nullable;

/** Checks the parts of a batch and lays them into its two arrays. */
final class BatchBuilder {
    private final NetworkSpec spec;
    private final int steps;
    private final int rows;
    private final int @Nullable [] lengths;
    private final Padding padding;
    private final BatchLayout layout;
    private final int[] ints;
    private final double[] reals;
    private long count;

    BatchBuilder(NetworkSpec spec, int steps, int rows, int @Nullable [] lengths, Padding padding) {
        if (steps < 1 || rows < 1) {
            throw new IllegalArgumentException(
                    "batch: " + steps + " steps of " + rows + " rows; expected at least 1 of each");
        }
        this.spec = spec;
        this.steps = steps;
        this.rows = rows;
        this.lengths = lengths;
        this.padding = padding;
        if (lengths != null) {
            checkLengths(lengths);
        }
        layout = BatchLayout.of(spec, steps, rows, lengths != null);
        ints = new int[layout.intsLength()];
        reals = new double[layout.realsLength()];
        if (lengths != null) {
            System.arraycopy(lengths, 0, ints, layout.lengths(), rows);
        }
    }

    void ids(int[] ids) {
        if (!spec.readsTokens()) {
            throw new IllegalArgumentException("ids: given for a network with dense input of " + spec.inputSize());
        }
        size("ids", ids.length, (long) steps * rows);
        for (int i = 0; i < ids.length; i++) {
            if (padding == Padding.ZEROED && isPadding(i)) {
                continue;
            }
            if (ids[i] < 0 || ids[i] >= spec.vocabulary()) {
                throw new IllegalArgumentException(
                        "ids: " + ids[i] + " at " + place(i) + "; expected 0 to " + (spec.vocabulary() - 1));
            }
            ints[layout.ids() + i] = ids[i];
        }
    }

    void dense(double[] x) {
        if (spec.readsTokens()) {
            throw new IllegalArgumentException("x: dense input for a network of " + spec.vocabulary() + " tokens");
        }
        int columns = spec.inputSize();
        size("x", x.length, (long) steps * rows * columns);
        for (int i = 0; i < x.length; i++) {
            if (padding == Padding.ZEROED && isPadding(i / columns)) {
                continue;
            }
            reals[layout.dense() + i] = finite("x", x[i], i, columns);
        }
    }

    void classes(int[] targets) {
        if (spec.loss() != Loss.CROSS_ENTROPY) {
            throw new IllegalArgumentException(
                    "targets: classes for a network with loss " + spec.loss() + "; expected numbers");
        }
        size("targets", targets.length, spec.headRows(steps, rows));
        for (int i = 0; i < targets.length; i++) {
            boolean counts = counts(i);
            if (counts && (targets[i] < -1 || targets[i] >= spec.outputs())) {
                throw new IllegalArgumentException("targets: " + targets[i] + " at " + targetPlace(i)
                        + "; expected 0 to " + (spec.outputs() - 1) + ", or -1 for a target that is not counted");
            }
            int target = counts ? targets[i] : -1;
            ints[layout.classes() + i] = target;
            count += target >= 0 ? 1 : 0;
        }
    }

    void numbers(double[] targets) {
        if (spec.loss() != Loss.MEAN_SQUARED_ERROR) {
            throw new IllegalArgumentException(
                    "targets: numbers for a network with loss " + spec.loss() + "; expected classes");
        }
        int columns = spec.outputs();
        int headRows = spec.headRows(steps, rows);
        size("targets", targets.length, (long) headRows * columns);
        for (int i = 0; i < headRows; i++) {
            boolean counts = counts(i);
            for (int c = 0; counts && c < columns; c++) {
                int index = i * columns + c;
                reals[layout.numbers() + index] = finite("targets", targets[index], index, columns);
            }
            if (lengths != null) {
                ints[layout.counted() + i] = counts ? 0 : -1;
            }
            count += counts ? columns : 0;
        }
    }

    NetworkSpec spec() {
        return spec;
    }

    BatchLayout layout() {
        return layout;
    }

    int[] ints() {
        return ints;
    }

    double[] reals() {
        return reals;
    }

    long count() {
        return count;
    }

    private void checkLengths(int[] given) {
        size("lengths", given.length, rows);
        for (int n = 0; n < rows; n++) {
            if (given[n] < 0 || given[n] > steps) {
                throw new IllegalArgumentException(
                        "lengths: " + given[n] + " at row " + n + "; expected 0 to " + steps);
            }
        }
    }

    /** Whether the head's row i takes part in the loss: not in padding, and not for a row without any step. */
    private boolean counts(int i) {
        return spec.lossAt() == LossAt.ALL_STEPS ? !isPadding(i) : lengths == null || lengths[i] > 0;
    }

    private boolean isPadding(int row) {
        return lengths != null && row / rows >= lengths[row % rows];
    }

    private double finite(String name, double value, int index, int columns) {
        if (!Double.isFinite(value)) {
            boolean target = name.equals("targets");
            String place = target ? targetPlace(index / columns) : place(index / columns);
            throw new IllegalArgumentException(name + ": " + value + " at " + place + ", column " + index % columns
                    + "; expected finite numbers; fill the hole or leave the row out");
        }
        return value;
    }

    private String targetPlace(int row) {
        return spec.lossAt() == LossAt.ALL_STEPS ? place(row) : "row " + row;
    }

    private String place(int row) {
        return "step " + row / rows + ", row " + row % rows;
    }

    private static void size(String name, int actual, long expected) {
        if (actual != expected) {
            throw new IllegalArgumentException(name + ": " + actual + " elements; expected " + expected);
        }
    }
}
