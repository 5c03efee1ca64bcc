package dev.unroll.train;

import dev.unroll.nn.MlpSpec;

/**
 * One batch for an {@link dev.unroll.nn.Mlp}, on the host.
 *
 * @param window tokens of a row, {@code k}
 * @param rows rows {@code N}
 * @param ids {@code [N*k]}: the tokens of row 0, the latest last, then those of row 1
 * @param targets {@code [N]}, -1 is not counted
 */
public record WindowBatch(int window, int rows, int[] ids, int[] targets) {
    /** Checks the sizes. */
    public WindowBatch {
        if (window < 1 || rows < 1) {
            throw new IllegalArgumentException(
                    "batch: " + rows + " rows of " + window + " tokens; expected at least 1 of each");
        }
        if (ids.length != (long) rows * window || targets.length != rows) {
            throw new IllegalArgumentException("batch: " + ids.length + " ids and " + targets.length
                    + " targets; expected " + (long) rows * window + " and " + rows);
        }
    }

    /** Targets that count. */
    public long count() {
        long count = 0;
        for (int target : targets) {
            count += target >= 0 ? 1 : 0;
        }
        return count;
    }

    /** Throws when this batch does not fit a network. */
    void checkFits(MlpSpec spec) {
        if (window != spec.window()) {
            throw new IllegalArgumentException(
                    "batch: windows of " + window + " tokens; the network reads " + spec.window());
        }
        for (int i = 0; i < ids.length; i++) {
            if (ids[i] < 0 || ids[i] >= spec.vocabulary()) {
                throw new IllegalArgumentException("ids: " + ids[i] + " at row " + i / window + ", token " + i % window
                        + "; expected 0 to " + (spec.vocabulary() - 1));
            }
        }
        for (int n = 0; n < rows; n++) {
            if (targets[n] < -1 || targets[n] >= spec.outputs()) {
                throw new IllegalArgumentException("targets: " + targets[n] + " at row " + n + "; expected 0 to "
                        + (spec.outputs() - 1) + ", or -1 for a target that is not counted");
            }
        }
    }
}
