package dev.unroll.text;

import java.util.List;

/**
 * Puts spaces between word tokens as print does: none before closing punctuation, none after an opening bracket, none around a hyphen or
 * at a line end; straight quotation marks open and close in turn.
 */
final class WordJoiner {
    private static final String CLOSING = ".,;:!?)]}\u201d\u00bb\u2026%";
    private static final String OPENING = "([{\u201c\u00ab$\u00a3#";
    private static final String GLUE = "-/_\u2013\u2014";
    private static final String QUOTE = "\"";

    private final StringBuilder text = new StringBuilder();
    private String previous = Tokenizer.LINE_END;
    private boolean previousOpens = true;
    private boolean quoted;

    String join(List<String> tokens) {
        for (String token : tokens) {
            append(token);
        }
        return text.toString();
    }

    private void append(String token) {
        boolean opensQuote = token.equals(QUOTE) && !quoted;
        boolean closesQuote = token.equals(QUOTE) && quoted;
        boolean apart = !previousOpens && !token.equals(Tokenizer.LINE_END) && !closesQuote && !attachesLeft(token);
        // Two words side by side would be read as one.
        if (apart || endsInWord(previous) && startsInWord(token)) {
            text.append(' ');
        }
        text.append(token);
        quoted ^= token.equals(QUOTE);
        previousOpens =
                token.equals(Tokenizer.LINE_END) || opensQuote || isOneOf(OPENING, token) || isOneOf(GLUE, token);
        previous = token;
    }

    private boolean attachesLeft(String token) {
        // An apostrophe alone behind punctuation closes a quotation.
        boolean closesQuotation = token.equals("'") && isOneOf(CLOSING, previous);
        return closesQuotation || isOneOf(CLOSING, token) || isOneOf(GLUE, token);
    }

    private static boolean isOneOf(String set, String token) {
        return token.codePointCount(0, token.length()) == 1 && set.contains(token);
    }

    private static boolean startsInWord(String token) {
        return !token.isEmpty() && WordTokenizer.inWord(token.codePointAt(0));
    }

    private static boolean endsInWord(String token) {
        return !token.isEmpty() && WordTokenizer.inWord(token.codePointBefore(token.length()));
    }
}
