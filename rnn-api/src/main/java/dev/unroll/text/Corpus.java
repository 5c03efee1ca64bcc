package dev.unroll.text;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * A text as token ids, cut in order into 80 % for training, 10 % held out (early stopping, smoothing) and 10 % for the figures. The
 * vocabulary knows the first part only.
 */
public final class Corpus {
    /** The smallest number of tokens: 10 % of it are 2, of which the second can be predicted. */
    public static final int MINIMUM_TOKENS = 20;

    private final Vocabulary vocabulary;
    private final int[] ids;
    private final int trainEnd;
    private final int heldOutEnd;

    private Corpus(List<String> tokens, Vocabulary vocabulary) {
        this.vocabulary = vocabulary;
        this.ids = vocabulary.ids(tokens);
        this.trainEnd = trainEnd(tokens.size());
        this.heldOutEnd = (int) (tokens.size() * 9L / 10);
    }

    private static int trainEnd(int tokens) {
        return (int) (tokens * 8L / 10);
    }

    /**
     * The corpus of a text.
     *
     * @param minimumCount how often a token must occur in the first part to be known
     * @throws IllegalArgumentException when the text has fewer than {@link #MINIMUM_TOKENS} tokens, or no token occurs often enough
     */
    public static Corpus of(String text, Tokenizer tokenizer, int minimumCount) {
        List<String> tokens = tokens(text, tokenizer);
        return new Corpus(tokens, Vocabulary.build(tokens.subList(0, trainEnd(tokens.size())), minimumCount));
    }

    /**
     * The corpus of a text in a vocabulary that is there already, as when a saved training goes on.
     *
     * @throws IllegalArgumentException when the text has fewer than {@link #MINIMUM_TOKENS} tokens
     */
    public static Corpus of(String text, Tokenizer tokenizer, Vocabulary vocabulary) {
        return new Corpus(tokens(text, tokenizer), vocabulary);
    }

    /**
     * The corpus of a file.
     *
     * @throws IOException when the file cannot be read
     * @throws IllegalArgumentException when it is empty, not UTF-8 text, or too short; see {@link TextFile} and {@link #of}
     */
    public static Corpus read(Path file, Tokenizer tokenizer, int minimumCount) throws IOException {
        String text = TextFile.read(file);
        try {
            return of(text, tokenizer, minimumCount);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
        }
    }

    private static List<String> tokens(String text, Tokenizer tokenizer) {
        List<String> tokens = tokenizer.tokenize(text);
        if (tokens.size() < MINIMUM_TOKENS) {
            throw new IllegalArgumentException(
                    "the text has " + tokens.size() + (tokens.size() == 1 ? " token" : " tokens") + " at level "
                            + tokenizer.level() + "; expected at least " + MINIMUM_TOKENS
                            + ", since it is split 80/10/10 and the smallest part"
                            + " must hold 2: give more text");
        }
        return tokens;
    }

    /** The vocabulary. */
    public Vocabulary vocabulary() {
        return vocabulary;
    }

    /** How many tokens the three parts hold together. */
    public int tokenCount() {
        return ids.length;
    }

    /** The first part, a copy. */
    public int[] train() {
        return Arrays.copyOfRange(ids, 0, trainEnd);
    }

    /** The second part, a copy. */
    public int[] heldOut() {
        return Arrays.copyOfRange(ids, trainEnd, heldOutEnd);
    }

    /** The third part, a copy. */
    public int[] test() {
        return Arrays.copyOfRange(ids, heldOutEnd, ids.length);
    }
}
