package dev.unroll.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class VocabularyTest {
    private static String refusal(Runnable work) {
        return String.valueOf(
                assertThrows(IllegalArgumentException.class, work::run).getMessage());
    }

    @Test
    void ordersByCountThenToken() {
        Vocabulary vocabulary = Vocabulary.build(List.of("b", "c", "a", "c", "b", "d"), 1);
        assertEquals(List.of("[PAD]", "[UNK]", "b", "c", "a", "d"), vocabulary.tokens());
        assertEquals(
                vocabulary.tokens(),
                Vocabulary.build(List.of("d", "b", "c", "b", "c", "a"), 1).tokens());
    }

    @Test
    void rareTokensAreUnknown() {
        Vocabulary vocabulary = Vocabulary.build(List.of("a", "b", "a", "c"), 2);
        assertEquals(3, vocabulary.size());
        assertArrayEquals(new int[] {2, 1, 1}, vocabulary.ids(List.of("a", "b", "never seen")));
        assertEquals("[UNK]", vocabulary.token(Vocabulary.UNK_ID));
        assertEquals("[PAD]", vocabulary.token(Vocabulary.PAD_ID));
    }

    @Test
    void theSavedListGivesItAgain() {
        Vocabulary vocabulary = Vocabulary.build(List.of("x", "y", "x"), 1);
        Vocabulary again = Vocabulary.of(vocabulary.tokens());
        assertEquals(vocabulary.tokens(), again.tokens());
        assertEquals(vocabulary.id("y"), again.id("y"));
    }

    @Test
    void refusesASavedListThatIsBroken() {
        assertEquals(
                "vocabulary: token \"\\n\" is there twice, as ids 2 and 4; expected each once",
                refusal(() -> Vocabulary.of(List.of("[PAD]", "[UNK]", "\n", "a", "\n"))));
        assertEquals(
                "vocabulary: begins with \"[UNK] [PAD]\"; expected \"[PAD] [UNK]\"",
                refusal(() -> Vocabulary.of(List.of("[UNK]", "[PAD]", "a"))));
        assertEquals(
                "vocabulary: begins with \"[PAD]\"; expected \"[PAD] [UNK]\"",
                refusal(() -> Vocabulary.of(List.of("[PAD]"))));
        assertEquals("vocabulary: begins with \"\"; expected \"[PAD] [UNK]\"", refusal(() -> Vocabulary.of(List.of())));
    }

    @Test
    void refusesWhatCannotBeBuilt() {
        assertEquals("minimum count: 0; expected at least 1", refusal(() -> Vocabulary.build(List.of("a"), 0)));
        assertEquals("vocabulary: no tokens to build it from", refusal(() -> Vocabulary.build(List.of(), 1)));
        assertTrue(refusal(() -> Vocabulary.build(List.of("a", "b"), 3))
                .contains("none of 2 different tokens occurs 3 times; lower the minimum count (--min-count)"));
        assertTrue(refusal(() -> Vocabulary.build(List.of("a", "[PAD]"), 1)).contains("holds [PAD], at token 1"));
    }

    @Test
    void refusesAnIdThatIsNone() {
        Vocabulary vocabulary = Vocabulary.build(List.of("a"), 1);
        assertEquals("token id: 3; expected 0 to 2", refusal(() -> vocabulary.token(3)));
        assertEquals("token id: -1; expected 0 to 2", refusal(() -> vocabulary.token(-1)));
    }
}
