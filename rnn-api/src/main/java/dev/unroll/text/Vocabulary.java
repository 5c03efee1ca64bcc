package dev.unroll.text;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The tokens a model knows and their ids: {@code [PAD]} is 0, {@code [UNK]} (every token that is not in it) is 1, then the others by count,
 * the most frequent first, equal counts in the order of {@link String#compareTo}. Immutable.
 */
public final class Vocabulary {
    /** The token that fills sequences up to one length. */
    public static final String PAD = "[PAD]";
    /** The token that stands for all unknown ones. */
    public static final String UNK = "[UNK]";
    /** The id of {@link #PAD}. */
    public static final int PAD_ID = 0;
    /** The id of {@link #UNK}. */
    public static final int UNK_ID = 1;

    private final List<String> tokens;
    private final Map<String, Integer> ids;

    private Vocabulary(List<String> tokens) {
        this.tokens = List.copyOf(tokens);
        this.ids = new HashMap<>();
        for (int id = 0; id < tokens.size(); id++) {
            Integer earlier = ids.putIfAbsent(tokens.get(id), id);
            if (earlier != null) {
                throw new IllegalArgumentException("vocabulary: token \"" + printable(tokens.get(id))
                        + "\" is there twice, as ids " + earlier + " and " + id + "; expected each once");
            }
        }
    }

    /**
     * The vocabulary of a text's tokens.
     *
     * @param minimumCount how often a token must occur to get an id of its own, at least 1
     * @throws IllegalArgumentException for a count below 1, for no tokens, for a token equal to {@code [PAD]} or {@code [UNK]}, or when no
     *     token occurs often enough
     */
    public static Vocabulary build(List<String> tokens, int minimumCount) {
        if (minimumCount < 1) {
            throw new IllegalArgumentException("minimum count: " + minimumCount + "; expected at least 1");
        }
        if (tokens.isEmpty()) {
            throw new IllegalArgumentException("vocabulary: no tokens to build it from");
        }
        Map<String, Integer> counts = new HashMap<>();
        for (String token : tokens) {
            counts.merge(token, 1, Integer::sum);
        }
        for (String special : List.of(PAD, UNK)) {
            if (counts.containsKey(special)) {
                throw new IllegalArgumentException("vocabulary: the text holds " + special + ", at token "
                        + tokens.indexOf(special) + "; the name is reserved, write it otherwise");
            }
        }
        List<String> kept = new ArrayList<>(List.of(PAD, UNK));
        counts.entrySet().stream()
                .filter(entry -> entry.getValue() >= minimumCount)
                .sorted(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .forEach(entry -> kept.add(entry.getKey()));
        if (kept.size() == 2) {
            throw new IllegalArgumentException("vocabulary: none of " + counts.size() + " different tokens occurs "
                    + minimumCount + " times; lower the minimum count (--min-count)");
        }
        return new Vocabulary(kept);
    }

    /**
     * The vocabulary that {@link #tokens()} gave.
     *
     * @throws IllegalArgumentException when the first two are not {@code [PAD]} and {@code [UNK]}, or a token is there twice
     */
    public static Vocabulary of(List<String> tokens) {
        if (tokens.size() < 2
                || !tokens.get(PAD_ID).equals(PAD)
                || !tokens.get(UNK_ID).equals(UNK)) {
            String found = printable(String.join(" ", tokens.subList(0, Math.min(2, tokens.size()))));
            throw new IllegalArgumentException(
                    "vocabulary: begins with \"" + found + "\"; expected \"" + PAD + " " + UNK + "\"");
        }
        return new Vocabulary(tokens);
    }

    /** The id of a token, {@link #UNK_ID} when it is unknown. */
    public int id(String token) {
        return ids.getOrDefault(token, UNK_ID);
    }

    /** The ids of tokens, in order. */
    public int[] ids(List<String> text) {
        return text.stream().mapToInt(this::id).toArray();
    }

    /**
     * The token of an id.
     *
     * @throws IllegalArgumentException when the id is not below {@link #size()} or is negative
     */
    public String token(int id) {
        if (id < 0 || id >= tokens.size()) {
            throw new IllegalArgumentException("token id: " + id + "; expected 0 to " + (tokens.size() - 1));
        }
        return tokens.get(id);
    }

    /** How many ids there are, the two special ones among them. */
    public int size() {
        return tokens.size();
    }

    /** All tokens in the order of their ids; {@link #of} makes the vocabulary again. */
    public List<String> tokens() {
        return tokens;
    }

    private static String printable(String token) {
        return token.replace("\n", "\\n");
    }
}
