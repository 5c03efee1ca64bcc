package dev.unroll.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The figures that the texts of the samples have with the right tokens, vocabulary and smoothing. */
class SampleTextsTest {
    private static String text(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(SampleTextsTest.class.getResourceAsStream("/" + name), name)) {
            return TextFile.decode(in.readAllBytes(), name);
        }
    }

    @Test
    void macbethByWords() throws IOException {
        Corpus corpus = Corpus.of(text("shakes.txt"), Tokenizer.word(), 2);
        assertEquals(25_264, corpus.tokenCount());
        assertEquals(1_166, corpus.vocabulary().size());
        LanguageModelBaselines baselines = LanguageModelBaselines.of(corpus);
        assertEquals(96.5, baselines.unigram(), 0.1);
        assertEquals(61.6, baselines.bigram(), 0.1);
    }

    /** Figures got independently of this code: trained on nine tenths, tested on the last one, k 0.01 and 1. */
    @Test
    void macbethByWordsSplitInTwo() throws IOException {
        List<String> tokens = Tokenizer.word().tokenize(text("shakes.txt"));
        int end = tokens.size() * 9 / 10;
        Vocabulary vocabulary = Vocabulary.build(tokens.subList(0, end), 2);
        int[] ids = vocabulary.ids(tokens);
        TokenCounts counts = new TokenCounts(vocabulary.size(), Arrays.copyOf(ids, end));
        int[] test = Arrays.copyOfRange(ids, end, ids.length);
        assertEquals(110.5, LanguageModelBaselines.perplexity(new UnigramModel(counts, 0.01), test), 0.1);
        assertEquals(66.9, LanguageModelBaselines.perplexity(new BigramModel(counts, 1), test), 0.05);
    }

    @Test
    void macbethByCharacters() throws IOException {
        Corpus corpus = Corpus.of(text("shakes.txt"), Tokenizer.character(), 1);
        assertEquals(67, corpus.vocabulary().size());
        LanguageModelBaselines baselines = LanguageModelBaselines.of(corpus);
        assertEquals(24.4, baselines.unigram(), 0.06);
        assertEquals(12.0, baselines.bigram(), 0.06);
    }

    @Test
    void joinedMacbethHasTheSameTokens() throws IOException {
        List<String> tokens = Tokenizer.word().tokenize(text("shakes.txt"));
        assertEquals(tokens, Tokenizer.word().tokenize(Tokenizer.word().join(tokens)));
    }

    @Test
    void dickensByWords() throws IOException {
        Corpus corpus = Corpus.of(text("dickens.txt"), Tokenizer.word(), 5);
        assertEquals(285_375, corpus.tokenCount());
        assertEquals("the", Tokenizer.word().tokenize(text("dickens.txt")).get(0), "no byte order mark before it");
        List<String> tokens = Tokenizer.word().tokenize(text("dickens.txt"));
        assertEquals(tokens, Tokenizer.word().tokenize(Tokenizer.word().join(tokens)));
    }
}
