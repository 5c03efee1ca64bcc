package dev.unroll.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SamplerTest {
    private static final double[] LOGITS = {9, 8, 0, 1, 2, Double.NEGATIVE_INFINITY};
    private static final int[] SPECIAL = {Vocabulary.PAD_ID, Vocabulary.UNK_ID};

    private static int[] draw(Sampler sampler, int count) {
        return IntStream.range(0, count)
                .map(i -> sampler.sample(LOGITS, SPECIAL))
                .toArray();
    }

    private static String refusal(Runnable work) {
        return String.valueOf(
                assertThrows(IllegalArgumentException.class, work::run).getMessage());
    }

    @Test
    void frequenciesAreThoseOfTheSoftmax() {
        int count = 20_000;
        for (double temperature : new double[] {0.5, 1, 2}) {
            int[] drawn = draw(new Sampler(7, temperature), count);
            double sum = Math.exp(0 / temperature) + Math.exp(1 / temperature) + Math.exp(2 / temperature);
            for (int id = 2; id <= 4; id++) {
                int wanted = id;
                double share =
                        (double) Arrays.stream(drawn).filter(d -> d == wanted).count() / count;
                // Five standard deviations of a share are at most 0.018.
                assertEquals(
                        Math.exp((id - 2) / temperature) / sum,
                        share,
                        0.018,
                        "id " + id + " at temperature " + temperature);
            }
        }
    }

    @Test
    void forbiddenAndImpossibleTokensAreNeverDrawn() {
        for (double temperature : new double[] {0, 0.8, 1e6}) {
            assertFalse(
                    Arrays.stream(draw(new Sampler(1, temperature), 2_000)).anyMatch(id -> id < 2 || id == 5),
                    "temperature " + temperature);
        }
    }

    @Test
    void seedAndPositionRepeatADraw() {
        Sampler sampler = new Sampler(3, 1);
        int[] drawn = draw(sampler, 50);
        assertEquals(50, sampler.position());
        assertArrayEquals(drawn, draw(new Sampler(3, 1), 50));
        Sampler other = new Sampler(3, 1);
        for (int p = 49; p >= 0; p--) {
            assertEquals(drawn[p], other.sampleAt(p, LOGITS, SPECIAL), "position " + p);
        }
        assertEquals(0, other.position());
        assertNotEquals(Arrays.toString(drawn), Arrays.toString(draw(new Sampler(4, 1), 50)));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 1e-300, Double.MIN_VALUE})
    void withoutTemperatureTheLargestIsTaken(double temperature) {
        assertEquals(4, new Sampler(1, temperature).sample(LOGITS, SPECIAL));
        assertEquals(0, new Sampler(1, temperature).sample(LOGITS));
    }

    @Test
    void ofEqualOnesTheFirstIsTaken() {
        assertEquals(1, new Sampler(1, 0).sample(new double[] {0, 5, 5}));
    }

    @Test
    void largeLogitsDoNotOverflow() {
        assertEquals(1, new Sampler(1, 1).sample(new double[] {-1e308, 1e308, 0}));
    }

    @Test
    void refusesScoresThatAreNoScores() {
        Sampler sampler = new Sampler(1, 1);
        assertEquals(
                "logits: NaN at 1; expected finite scores: the model's weights or inputs are not finite",
                refusal(() -> sampler.sample(new double[] {0, Double.NaN}, 1)));
        assertEquals(
                "logits: Infinity at 0; expected finite scores: the model's weights or inputs are not finite",
                refusal(() -> sampler.sample(new double[] {Double.POSITIVE_INFINITY, 0})));
        assertEquals(0, sampler.position(), "a draw that failed is none");
    }

    @Test
    void refusesWhenNothingIsLeft() {
        String message = "logits: no token of 2 is left to draw, all are forbidden or of probability 0";
        assertEquals(message, refusal(() -> new Sampler(1, 1).sample(new double[] {1, 2}, 0, 1)));
        assertEquals(message, refusal(() -> new Sampler(1, 0).sample(new double[] {1, Double.NEGATIVE_INFINITY}, 0)));
        assertEquals("forbidden: 2; expected 0 to 1", refusal(() -> new Sampler(1, 0).sample(new double[] {1, 2}, 2)));
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, Double.NaN, Double.POSITIVE_INFINITY})
    void refusesATemperatureThatIsNone(double temperature) {
        assertEquals(
                "temperature: " + temperature + "; expected at least 0 and finite (--temperature)",
                refusal(() -> new Sampler(1, temperature)));
    }
}
