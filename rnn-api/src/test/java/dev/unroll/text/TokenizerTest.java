package dev.unroll.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenizerTest {
    private static final Tokenizer WORD = Tokenizer.word();

    @Test
    void wordsAreLowerCaseAndKeepTheirApostrophes() {
        assertEquals(
                List.of("'tis", "supply'd", "toth'", "chops", ",", "2", "&"),
                WORD.tokenize("'Tis supply'd toth' Chops, 2 &"));
    }

    @Test
    void everyLineEndIsATokenAndEveryKindOfItTheSame() {
        List<String> expected = List.of("a", "\n", "\n", "b", "\n");
        assertEquals(expected, WORD.tokenize("a\n\nb\n"));
        assertEquals(expected, WORD.tokenize("a\r\n\r\nb\r\n"));
        assertEquals(expected, WORD.tokenize("a\r\rb\r"));
        assertEquals(expected, Tokenizer.character().tokenize("a\r\n\nb\r"));
    }

    @Test
    void marksOfPunctuationAreTokensOneByOne() {
        assertEquals(List.of("glossy", "-", "-", "is", "it", "?", "!"), WORD.tokenize("glossy--is it?!"));
    }

    @Test
    void lettersOutsideAsciiBelongToWords() {
        assertEquals(
                List.of("äpfel", "don't", "е\u0301ж", "\ud835\udc00b", "\ud83d\ude00"),
                WORD.tokenize("ÄPFEL don\u2019t е\u0301ж \ud835\udc00b\ud83d\ude00"));
    }

    @Test
    void unusualSpaceIsNoToken() {
        assertEquals(List.of("a", "b", "c"), WORD.tokenize("a\u00a0b\t\u2003c "));
        assertEquals(List.of(), WORD.tokenize(" \t"));
    }

    @Test
    void charactersKeepCaseSpaceAndPairs() {
        List<String> tokens = Tokenizer.character().tokenize("Ab \ud83d\ude00");
        assertEquals(List.of("A", "b", " ", "\ud83d\ude00"), tokens);
        assertEquals("Ab \ud83d\ude00", Tokenizer.character().join(tokens));
    }

    @Test
    void joinWritesAsPrintDoes() {
        List<String> tokens = List.of(
                "is", "this", "(", "as", "'tis", "thought", ")", "a", "hurley", "-", "burley", "'s", "end", "?", "\n",
                "\"", "no", ",", "\"", "said", "he", ".");
        assertEquals("is this (as 'tis thought) a hurley-burley 's end?\n\"no,\" said he.", WORD.join(tokens));
    }

    @Test
    void anApostropheAloneClosesAQuotation() {
        assertEquals("'yes,' said he", WORD.join(WORD.tokenize("'Yes,' said he")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "\n\n",
                "a--b 'c' \"d e\" f",
                "( a . b ) ' c '",
                "x/y_z & [w] {v} 3.5% $4 \u201cq\u201d",
                "a\nb - c\n' d",
                "\"\"\" ''' \"a",
                "- ' - a ' b"
            })
    void joinedTextHasTheSameTokens(String text) {
        List<String> tokens = WORD.tokenize(text);
        assertEquals(tokens, WORD.tokenize(WORD.join(tokens)));
    }

    @Test
    void theTokensOfAModelsChoiceStayApart() {
        List<String> tokens = List.of("thou", "'", "art", "'s", "a", "'", "'tis");
        assertEquals(tokens, WORD.tokenize(WORD.join(tokens)));
    }

    @Test
    void levelGivesTheTokenizerAgain() {
        for (String level : List.of("word", "char")) {
            assertEquals(level, Tokenizer.of(level).level());
        }
        var e = assertThrows(IllegalArgumentException.class, () -> Tokenizer.of("sentence"));
        assertEquals("level: sentence; expected word or char", e.getMessage());
    }
}
