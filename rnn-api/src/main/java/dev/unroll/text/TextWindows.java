package dev.unroll.text;

import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * Contiguous windows for truncated backpropagation through time. The text is cut into as many streams as there are rows, the streams run
 * side by side in windows of equal length, and each row of a window goes on where the same row of the window before stopped.
 *
 * <p>No token is dropped: each token but the first is a target exactly once. The streams' lengths differ by 1 at most, the last window has
 * the steps that are left, and where the shorter streams have ended in its last step the target is -1 and the id {@code [PAD]}.
 */
public final class TextWindows implements Iterable<TokenWindow> {
    private final int[] ids;
    private final int rows;
    private final int steps;
    private final int longest;

    /**
     * Windows over a text of at least one full window.
     *
     * @param ids the text's token ids
     * @param rows streams side by side
     * @param steps time steps of a window
     * @throws IllegalArgumentException for sizes below 1, or for a text of fewer than {@code rows * steps + 1} tokens
     */
    public TextWindows(int[] ids, int rows, int steps) {
        if (rows < 1 || steps < 1) {
            throw new IllegalArgumentException(
                    "window: " + rows + " rows of " + steps + " steps; expected at least 1 of each");
        }
        long needed = (long) rows * steps + 1;
        if (ids.length < needed) {
            throw new IllegalArgumentException("the text has " + ids.length + " tokens; one window of " + rows
                    + " rows and " + steps + " steps needs " + needed
                    + ": lower the rows (--batch) or the steps (--bptt), or give more text");
        }
        this.ids = ids.clone();
        this.rows = rows;
        this.steps = steps;
        this.longest = ceilDiv(ids.length - 1, rows);
    }

    /**
     * Windows over a text that may be short, as a held-out part: with fewer steps and rows where the text does not fill a window.
     *
     * @throws IllegalArgumentException for sizes below 1, or for a text of fewer than 2 tokens
     */
    public static TextWindows fitting(int[] ids, int rows, int steps) {
        if (ids.length < 2) {
            throw new IllegalArgumentException(
                    "the text has " + ids.length + " tokens; expected at least 2, one to predict the other from");
        }
        int fittingSteps = Math.min(steps, ids.length - 1);
        int fittingRows = fittingSteps < 1 ? rows : Math.min(rows, (ids.length - 1) / fittingSteps);
        return new TextWindows(ids, fittingRows, fittingSteps);
    }

    /** How many windows there are. */
    public int count() {
        return ceilDiv(longest, steps);
    }

    /** How many targets all windows hold together: every token but the first. */
    public int targetCount() {
        return ids.length - 1;
    }

    /** Streams side by side. */
    public int rows() {
        return rows;
    }

    /** Time steps of a full window. */
    public int steps() {
        return steps;
    }

    /**
     * Window {@code index}, from 0.
     *
     * @throws IllegalArgumentException when there is no such window
     */
    public TokenWindow window(int index) {
        if (index < 0 || index >= count()) {
            throw new IllegalArgumentException("window: " + index + "; expected 0 to " + (count() - 1));
        }
        int from = index * steps;
        int length = Math.min(steps, longest - from);
        int[] read = new int[length * rows];
        int[] targets = new int[length * rows];
        Arrays.fill(read, Vocabulary.PAD_ID);
        Arrays.fill(targets, -1);
        for (int n = 0; n < rows; n++) {
            int start = streamStart(n);
            int end = streamStart(n + 1);
            for (int t = 0; t < length && start + from + t < end; t++) {
                read[t * rows + n] = ids[start + from + t];
                targets[t * rows + n] = ids[start + from + t + 1];
            }
        }
        return new TokenWindow(length, rows, read, targets, index == 0);
    }

    /**
     * What a model of fixed length may read before each target of window {@code index}: the last {@code length} tokens of the row's
     * stream, those of earlier windows among them, {@code [PAD]} before the stream's begin and where it has ended.
     *
     * @return {@code [steps * rows * length]}: the tokens of target 0 of {@link TokenWindow#targets}, the latest last, then of target 1
     * @throws IllegalArgumentException when there is no such window, or for a length below 1
     */
    public int[] contexts(int index, int length) {
        if (length < 1) {
            throw new IllegalArgumentException("length: " + length + "; expected at least 1");
        }
        TokenWindow window = window(index);
        int[] contexts = new int[Math.multiplyExact(window.targets().length, length)];
        Arrays.fill(contexts, Vocabulary.PAD_ID);
        for (int i = 0; i < window.targets().length; i++) {
            if (window.targets()[i] < 0) {
                continue;
            }
            int start = streamStart(i % rows);
            int latest = start + index * steps + i / rows;
            int there = Math.min(length, latest - start + 1);
            System.arraycopy(ids, latest - there + 1, contexts, (i + 1) * length - there, there);
        }
        return contexts;
    }

    private int streamStart(int row) {
        return (int) ((long) row * (ids.length - 1) / rows);
    }

    private static int ceilDiv(int a, int b) {
        return (int) (((long) a + b - 1) / b);
    }

    @Override
    public Iterator<TokenWindow> iterator() {
        return new Iterator<>() {
            private int next;

            @Override
            public boolean hasNext() {
                return next < count();
            }

            @Override
            public TokenWindow next() {
                if (!hasNext()) {
                    throw new NoSuchElementException("all " + count() + " windows are read");
                }
                return window(next++);
            }
        };
    }
}
