package dev.unroll.bench.compare;

import java.util.Random;

/**
 * Two marks in a sequence of distractors, and the class is which came first: the temporal order problem of Hochreiter and Schmidhuber
 * (Neural Computation 9(8), 1997, section 5.6, task 6a), with shorter sequences. A sequence begins with E and ends with B; between them
 * stand distractors a to d, drawn evenly, but for two places, drawn evenly from steps 3 to 8 and 13 to 18 (their 10 to 20 and 50 to 60),
 * which hold X or Y. The four classes are XX, XY, YX, YY, and no two of XY and YX differ in the symbols they hold.
 *
 * @param count how many sequences
 * @param symbols {@code [count * STEPS]}: those of sequence 0, then those of sequence 1
 * @param classes {@code [count]}, 2 times the first mark plus the second, X being 0 and Y 1
 */
public record TemporalOrder(int count, int[] symbols, int[] classes) {
    /** Symbols of a sequence. */
    public static final int STEPS = 30;
    /** Kinds of symbols: E, B, a to d, X, Y. */
    public static final int SYMBOLS = 8;
    /** Kinds of sequences. */
    public static final int CLASSES = 4;
    /** The class of X before Y. */
    static final int XY = 1;
    /** The class of Y before X. */
    static final int YX = 2;

    private static final int BEGIN = 0;
    private static final int END = 1;
    private static final int DISTRACTORS = 2;
    private static final int X = 6;
    private static final int FIRST = 3;
    private static final int SECOND = 13;
    private static final int PLACES = 6;

    /** Draws sequences. */
    static TemporalOrder draw(Random random, int count) {
        int[] symbols = new int[count * STEPS];
        int[] classes = new int[count];
        for (int n = 0; n < count; n++) {
            int from = n * STEPS;
            for (int t = 1; t < STEPS - 1; t++) {
                symbols[from + t] = DISTRACTORS + random.nextInt(X - DISTRACTORS);
            }
            symbols[from] = BEGIN;
            symbols[from + STEPS - 1] = END;
            int first = random.nextInt(2);
            int second = random.nextInt(2);
            symbols[from + FIRST + random.nextInt(PLACES)] = X + first;
            symbols[from + SECOND + random.nextInt(PLACES)] = X + second;
            classes[n] = 2 * first + second;
        }
        return new TemporalOrder(count, symbols, classes);
    }

    /** Marks that lie, in every sequence, in the last {@code window} symbols; those of the others it never holds. */
    static int marksWithin(int window) {
        int begin = STEPS - window;
        boolean mixed = begin > FIRST && begin < FIRST + PLACES || begin > SECOND && begin < SECOND + PLACES;
        if (window < 1 || window > STEPS || mixed) {
            throw new IllegalArgumentException(
                    "window: " + window + "; expected one that holds a mark in all sequences or in none");
        }
        return (begin <= FIRST ? 1 : 0) + (begin <= SECOND ? 1 : 0);
    }

    /** The last {@code window} symbols of each sequence, {@code [count * window]}. */
    int[] last(int window) {
        int[] last = new int[count * window];
        for (int n = 0; n < count; n++) {
            System.arraycopy(symbols, (n + 1) * STEPS - window, last, n * window, window);
        }
        return last;
    }

    /** Time first, {@code [STEPS * count]}, as a recurrent network reads them. */
    int[] timeMajor() {
        int[] ids = new int[symbols.length];
        for (int n = 0; n < count; n++) {
            for (int t = 0; t < STEPS; t++) {
                ids[t * count + n] = symbols[n * STEPS + t];
            }
        }
        return ids;
    }
}
