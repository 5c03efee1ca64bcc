package dev.unroll.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CorpusTest {
    private static final String TWENTY_FIVE = "a b a b a b a b a b a b a b a b a b c d e f g".replace(" ", "");

    private static String refusal(String text, int minimumCount) {
        return String.valueOf(
                assertThrows(IllegalArgumentException.class, () -> Corpus.of(text, Tokenizer.word(), minimumCount))
                        .getMessage());
    }

    @Test
    void splitsInOrderAndKnowsTheFirstPartOnly() {
        String text = TWENTY_FIVE.substring(2);
        Corpus corpus = Corpus.of(text, Tokenizer.character(), 1);
        int c = corpus.vocabulary().id("c");
        int d = corpus.vocabulary().id("d");
        assertEquals(21, corpus.tokenCount());
        assertArrayEquals(new int[] {2, 3, 2, 3, 2, 3, 2, 3, 2, 3, 2, 3, 2, 3, 2, 3}, corpus.train());
        assertArrayEquals(new int[] {c, d}, corpus.heldOut());
        assertArrayEquals(new int[] {1, 1, 1}, corpus.test());
        assertEquals(1, c, "c stands behind the first part, so it is unknown");
        assertEquals(4, corpus.vocabulary().size());
    }

    @Test
    void takesAVocabularyThatIsThereAlready() {
        Vocabulary saved = Vocabulary.of(List.of("[PAD]", "[UNK]", "b"));
        Corpus corpus = Corpus.of(TWENTY_FIVE, Tokenizer.character(), saved);
        assertEquals(saved.tokens(), corpus.vocabulary().tokens());
        assertEquals(1, corpus.train()[0]);
        assertEquals(2, corpus.train()[1]);
    }

    @Test
    void refusesATextOfOneWord() {
        assertEquals(
                "the text has 1 token at level word; expected at least 20, since it is split 80/10/10 and the smallest part must hold 2:"
                        + " give more text",
                refusal("Macbeth", 1));
    }

    @Test
    void refusesATextTooShortToSplit() {
        assertTrue(refusal("a b c d e f g h i j k l m n o p q r s", 1).startsWith("the text has 19 tokens"));
        assertEquals(
                20,
                Corpus.of("a b c d e f g h i j k l m n o p q r s t", Tokenizer.word(), 1)
                        .tokenCount());
        assertTrue(refusal("", 1).startsWith("the text has 0 tokens"));
    }

    @Test
    void refusesAMinimumCountThatNoTokenReaches() {
        assertTrue(refusal("a b c d e f g h i j k l m n o p q r s t", 2)
                .contains("lower the minimum count (--min-count)"));
    }

    @Test
    void namesTheFile(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("short.txt"), "one");
        var e = assertThrows(IllegalArgumentException.class, () -> Corpus.read(file, Tokenizer.word(), 1));
        assertTrue(String.valueOf(e.getMessage()).startsWith(file + ": the text has 1 token"), e::getMessage);
    }
}
