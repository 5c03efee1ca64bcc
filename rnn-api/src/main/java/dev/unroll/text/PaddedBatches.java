package dev.unroll.text;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * Batches of separate sentences, each padded to one length; the target of each token is the next one of its sentence. Sentences keep their
 * order, the last batch has the rows that are left. A sentence of n tokens gives n - 1 steps.
 */
public final class PaddedBatches implements Iterable<PaddedBatch> {
    private final List<int[]> sentences;
    private final int rows;
    /** 0: as long as the batch's longest sentence asks for. */
    private final int steps;

    /**
     * Batches padded to the longest sentence of each.
     *
     * @param sentences token ids, at least 2 in each
     * @param rows sentences in a batch
     * @throws IllegalArgumentException for rows below 1, no sentences, or a sentence of fewer than 2 tokens
     */
    public PaddedBatches(List<int[]> sentences, int rows) {
        this(sentences, rows, 0, Integer.MAX_VALUE);
    }

    /**
     * Batches padded to one length for all.
     *
     * @param steps time steps of every batch; no sentence may have more than {@code steps + 1} tokens
     * @throws IllegalArgumentException also for steps below 1 or a sentence that is too long
     */
    public PaddedBatches(List<int[]> sentences, int rows, int steps) {
        this(sentences, rows, checked(steps), steps);
    }

    private PaddedBatches(List<int[]> sentences, int rows, int steps, int mostSteps) {
        if (rows < 1) {
            throw new IllegalArgumentException("rows: " + rows + "; expected at least 1");
        }
        if (sentences.isEmpty()) {
            throw new IllegalArgumentException("sentences: none; expected at least 1");
        }
        for (int i = 0; i < sentences.size(); i++) {
            int length = sentences.get(i).length;
            if (length < 2) {
                throw new IllegalArgumentException(
                        "sentence " + i + ": " + length + " tokens; expected at least 2, the second to be predicted");
            }
            if (length - 1L > mostSteps) {
                throw new IllegalArgumentException("sentence " + i + ": " + length + " tokens; expected at most "
                        + (mostSteps + 1L) + " for " + mostSteps + " steps");
            }
        }
        this.sentences = sentences.stream().map(int[]::clone).toList();
        this.rows = rows;
        this.steps = steps;
    }

    private static int checked(int steps) {
        if (steps < 1) {
            throw new IllegalArgumentException("steps: " + steps + "; expected at least 1");
        }
        return steps;
    }

    /** How many batches there are. */
    public int count() {
        return (int) (((long) sentences.size() + rows - 1) / rows);
    }

    /**
     * Batch {@code index}, from 0.
     *
     * @throws IllegalArgumentException when there is no such batch
     */
    public PaddedBatch batch(int index) {
        if (index < 0 || index >= count()) {
            throw new IllegalArgumentException("batch: " + index + "; expected 0 to " + (count() - 1));
        }
        int from = index * rows;
        List<int[]> members = sentences.subList(from, (int) Math.min((long) from + rows, sentences.size()));
        int[] lengths =
                members.stream().mapToInt(sentence -> sentence.length - 1).toArray();
        int width = steps > 0 ? steps : Arrays.stream(lengths).max().orElseThrow();
        int count = members.size();
        int[] ids = new int[width * count];
        int[] targets = new int[width * count];
        Arrays.fill(ids, Vocabulary.PAD_ID);
        Arrays.fill(targets, -1);
        for (int n = 0; n < count; n++) {
            int[] sentence = members.get(n);
            for (int t = 0; t < lengths[n]; t++) {
                ids[t * count + n] = sentence[t];
                targets[t * count + n] = sentence[t + 1];
            }
        }
        return new PaddedBatch(width, count, ids, targets, lengths);
    }

    @Override
    public Iterator<PaddedBatch> iterator() {
        return new Iterator<>() {
            private int next;

            @Override
            public boolean hasNext() {
                return next < count();
            }

            @Override
            public PaddedBatch next() {
                if (!hasNext()) {
                    throw new NoSuchElementException("all " + count() + " batches are read");
                }
                return batch(next++);
            }
        };
    }
}
