package dev.unroll.train;

import dev.unroll.nn.Loss;
import dev.unroll.nn.NetworkSpec;

/**
 * Where the parts of a batch lie in its two arrays, so that a batch goes to the device in at most two transfers. Integers: ids, classes,
 * lengths, counted. Reals: dense input, numeric targets. An absent part has offset -1.
 */
record BatchLayout(
        int steps,
        int rows,
        int ids,
        int classes,
        int lengths,
        int counted,
        int intsLength,
        int dense,
        int numbers,
        int realsLength) {
    /** Parts begin at multiples of this many elements, so that vector loads are aligned. */
    private static final int ALIGNMENT = 32;

    static BatchLayout of(NetworkSpec spec, int steps, int rows, boolean hasLengths) {
        long all = (long) steps * rows;
        long head = spec.headRows(steps, rows);
        boolean squares = spec.loss() == Loss.MEAN_SQUARED_ERROR;
        Section ints = new Section();
        int ids = ints.add(spec.readsTokens(), all);
        int classes = ints.add(!squares, head);
        int lengths = ints.add(hasLengths, rows);
        int counted = ints.add(squares && hasLengths, head);
        Section reals = new Section();
        int dense = reals.add(!spec.readsTokens(), all * spec.inputSize());
        int numbers = reals.add(squares, head * spec.outputs());
        return new BatchLayout(steps, rows, ids, classes, lengths, counted, ints.end, dense, numbers, reals.end);
    }

    /** Hands out offsets. */
    private static final class Section {
        private int end;

        int add(boolean present, long length) {
            if (!present) {
                return -1;
            }
            int offset = end;
            long next = (offset + length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
            if (next > Integer.MAX_VALUE) {
                throw new IllegalArgumentException(
                        "batch: a part of " + length + " elements; expected fewer than 2^31 in all");
            }
            end = (int) next;
            return offset;
        }
    }
}
