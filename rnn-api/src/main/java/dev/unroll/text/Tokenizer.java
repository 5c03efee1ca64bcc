package dev.unroll.text;

import java.util.List;

/** Cuts text into tokens and makes text of tokens again. */
public interface Tokenizer {
    /** The token of a line end, at both levels. */
    String LINE_END = "\n";

    /** The tokens of a text, in order; line ends of every kind (CR LF, CR, LF) become {@link #LINE_END}. */
    List<String> tokenize(String text);

    /** Readable text of tokens: tokenizing it again gives the same tokens, wherever {@link #tokenize} made them. */
    String join(List<String> tokens);

    /** What {@link #of} takes to give this tokenizer again; saved with a model. */
    String level();

    /** Lower-case words, punctuation and line ends: see {@link WordTokenizer}. */
    static Tokenizer word() {
        return new WordTokenizer();
    }

    /** Single characters: see {@link CharacterTokenizer}. */
    static Tokenizer character() {
        return new CharacterTokenizer();
    }

    /**
     * The tokenizer of a level.
     *
     * @param level {@code word} or {@code char}
     * @throws IllegalArgumentException for any other level
     */
    static Tokenizer of(String level) {
        return switch (level) {
            case WordTokenizer.LEVEL -> word();
            case CharacterTokenizer.LEVEL -> character();
            default -> throw new IllegalArgumentException("level: " + level + "; expected word or char");
        };
    }
}
