package dev.unroll.text;

import java.util.ArrayList;
import java.util.List;

/** Each character (Unicode code point) is a token, case and spaces kept. */
final class CharacterTokenizer implements Tokenizer {
    static final String LEVEL = "char";

    @Override
    public List<String> tokenize(String text) {
        String clean = LineEnds.unify(text);
        List<String> tokens = new ArrayList<>(clean.length());
        clean.codePoints().forEach(codePoint -> tokens.add(Character.toString(codePoint)));
        return tokens;
    }

    @Override
    public String join(List<String> tokens) {
        return String.join("", tokens);
    }

    @Override
    public String level() {
        return LEVEL;
    }
}
