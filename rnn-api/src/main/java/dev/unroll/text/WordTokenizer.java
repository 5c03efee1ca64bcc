package dev.unroll.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Lower-case words, punctuation and line ends. A word is a longest run of letters, digits, combining marks and apostrophes, wherever in
 * it an apostrophe stands ({@code 'tis}, {@code supply'd}, {@code th'}); the typographic apostrophe U+2019 is read as {@code '}. Every other
 * character that is not white space is a token of its own, so is every line end, an empty line included.
 */
final class WordTokenizer implements Tokenizer {
    static final String LEVEL = "word";

    private static final int TYPOGRAPHIC_APOSTROPHE = 0x2019;

    @Override
    public List<String> tokenize(String text) {
        String clean = LineEnds.unify(text)
                .replace((char) TYPOGRAPHIC_APOSTROPHE, '\'')
                .toLowerCase(Locale.ROOT);
        List<String> tokens = new ArrayList<>(clean.length() / 4 + 1);
        int at = 0;
        while (at < clean.length()) {
            int end = at;
            while (end < clean.length() && inWord(clean.codePointAt(end))) {
                end += Character.charCount(clean.codePointAt(end));
            }
            if (end == at) {
                int other = clean.codePointAt(at);
                end += Character.charCount(other);
                if (other != '\n' && isSpace(other)) {
                    at = end;
                    continue;
                }
            }
            tokens.add(clean.substring(at, end));
            at = end;
        }
        return tokens;
    }

    @Override
    public String join(List<String> tokens) {
        return new WordJoiner().join(tokens);
    }

    @Override
    public String level() {
        return LEVEL;
    }

    static boolean inWord(int codePoint) {
        return codePoint == '\'' || Character.isLetterOrDigit(codePoint) || isMark(codePoint);
    }

    private static boolean isMark(int codePoint) {
        int type = Character.getType(codePoint);
        return type == Character.NON_SPACING_MARK
                || type == Character.COMBINING_SPACING_MARK
                || type == Character.ENCLOSING_MARK;
    }

    private static boolean isSpace(int codePoint) {
        return Character.isWhitespace(codePoint) || Character.isSpaceChar(codePoint);
    }
}
