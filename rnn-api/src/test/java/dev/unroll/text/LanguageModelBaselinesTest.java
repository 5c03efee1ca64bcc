package dev.unroll.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LanguageModelBaselinesTest {
    private static final int[] TRAIN = {2, 3, 2, 4, 2, 3, 5};

    @Test
    void everyModelIsADistributionBehindEveryContext() {
        TokenCounts counts = new TokenCounts(8, TRAIN);
        for (double k : new double[] {0.001, 1, 30}) {
            for (TokenModel model : List.of(new UnigramModel(counts, k), new BigramModel(counts, k))) {
                for (int previous = 0; previous < 8; previous++) {
                    double sum = 0;
                    for (int next = 0; next < 8; next++) {
                        sum += model.probability(previous, next);
                    }
                    assertEquals(1, sum, 1e-12, model + " behind " + previous);
                }
            }
        }
    }

    @Test
    void theModelsAreThoseOfTheirEquations() {
        TokenCounts counts = new TokenCounts(8, TRAIN);
        double unigram3 = (2 + 0.5) / (7 + 0.5 * 8);
        assertEquals(unigram3, new UnigramModel(counts, 0.5).probability(7, 3), 1e-15);
        // Behind 2 stand three tokens of two kinds, 3 twice.
        assertEquals((2 + 2 * unigram3) / (3 + 2), new BigramModel(counts, 0.5).probability(2, 3), 1e-15);
        assertEquals(unigram3, new BigramModel(counts, 0.5).probability(7, 3), 1e-15, "an unseen context");
        assertEquals(unigram3 / 2, new BigramModel(counts, 0.5).probability(4, 3), 1e-15, "an unseen pair");
    }

    @Test
    void perplexityCountsEveryTokenButTheFirst() {
        LanguageModelBaselines baselines =
                LanguageModelBaselines.of(4, new int[] {2, 3, 2, 3}, new int[] {2, 3}, new int[] {2, 2, 3});
        double k = baselines.unigramSmoothing();
        double each = (2 + k) / (4 + 4 * k);
        assertEquals(1 / each, baselines.unigram(), 1e-12);
        assertEquals(4, baselines.uniform(), 0);
    }

    @Test
    void smoothingIsChosenOnTheHeldOutPart() {
        int[] train = {2, 2, 2, 2, 2, 2, 2, 2};
        int[] alike = {2, 2, 2, 2};
        int[] unlike = {3, 4, 5, 3};
        int[] test = {2, 3, 4};
        var trusting = LanguageModelBaselines.of(6, train, alike, test);
        var careful = LanguageModelBaselines.of(6, train, unlike, test);
        assertEquals(0.001, trusting.unigramSmoothing(), 0);
        assertEquals(100, careful.unigramSmoothing(), 0);
        assertEquals(0.001, trusting.bigramSmoothing(), 0);
        assertEquals(100, careful.bigramSmoothing(), 0);
        assertTrue(careful.unigram() < trusting.unigram());
    }

    @Test
    void aBigramSeesOrder() {
        int[] ids = new int[900];
        Random random = new Random(5);
        for (int i = 0; i < ids.length; i++) {
            ids[i] = i % 2 == 0 ? 2 + random.nextInt(4) : 6 + ids[i - 1] - 2;
        }
        int[] train = Arrays.copyOfRange(ids, 0, 700);
        int[] heldOut = Arrays.copyOfRange(ids, 700, 800);
        int[] test = Arrays.copyOfRange(ids, 800, 900);
        LanguageModelBaselines baselines = LanguageModelBaselines.of(10, train, heldOut, test);
        assertEquals(8, baselines.unigram(), 0.3);
        assertEquals(2, baselines.bigram(), 0.2);
    }

    @Test
    void refusesWhatHasNothingToPredict() {
        int[] good = {2, 3, 2};
        var e = assertThrows(
                IllegalArgumentException.class, () -> LanguageModelBaselines.of(4, good, new int[] {2}, good));
        assertEquals("held-out: 1 tokens; expected at least 2", e.getMessage());
        e = assertThrows(
                IllegalArgumentException.class, () -> LanguageModelBaselines.of(4, good, good, new int[] {2, 4}));
        assertEquals("test: token id 4 at 1; expected 0 to 3", e.getMessage());
    }
}
