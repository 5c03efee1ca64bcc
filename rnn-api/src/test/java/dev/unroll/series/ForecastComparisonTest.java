package dev.unroll.series;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ForecastComparisonTest {
    @Test
    void statisticByHand() {
        // The other's squared errors 4, 1, 9, the forecast's 1, 1, 0: gains 3, 0, 9, mean 4, variance 21.
        ForecastComparison comparison =
                ForecastComparison.of(new double[] {0, 0, 0}, new double[] {1, -1, 0}, new double[] {2, 1, -3});
        assertEquals(4 / Math.sqrt(21.0 / 3), comparison.t(), 1e-12);
        assertEquals(3, comparison.values());
    }

    /** Two forecasts that are equally bad: a claim either way must be as rare as the bound says, about one in twenty. */
    @Test
    void equalForecastsAreSeldomToldApart() {
        Random random = new Random(7);
        int better = 0;
        int worse = 0;
        for (int trial = 0; trial < 2000; trial++) {
            ForecastComparison comparison = ForecastComparison.of(new double[60], noise(random, 1), noise(random, 1));
            better += comparison.isBetter() ? 1 : 0;
            worse += comparison.isWorse() ? 1 : 0;
        }
        assertTrue(better > 10 && better < 100, better + " of 2000 better");
        assertTrue(worse > 10 && worse < 100, worse + " of 2000 worse");
    }

    @Test
    void aClearDifferenceIsSeenFromBothSides() {
        double[] good = noise(new Random(1), 0.5);
        double[] bad = noise(new Random(2), 1);
        ForecastComparison comparison = ForecastComparison.of(new double[60], good, bad);
        assertTrue(comparison.isBetter() && !comparison.isWorse(), comparison.toString());
        ForecastComparison turned = ForecastComparison.of(new double[60], bad, good);
        assertTrue(turned.isWorse() && !turned.isBetter(), turned.toString());
        assertEquals(-comparison.t(), turned.t(), 1e-12);
    }

    @Test
    void theSameForecastIsNoBetter() {
        double[] forecast = noise(new Random(3), 1);
        ForecastComparison comparison = ForecastComparison.of(new double[60], forecast, forecast.clone());
        assertEquals(0, comparison.t());
        assertFalse(comparison.isBetter() || comparison.isWorse());
    }

    @Test
    void fewValuesProveNothing() {
        double[] nine = new double[9];
        double[] ones = {1, 1, 1, 1, 1, 1, 1, 1, 1};
        ForecastComparison comparison = ForecastComparison.of(nine, nine, ones);
        assertEquals(Double.POSITIVE_INFINITY, comparison.t());
        assertFalse(comparison.isBetter());
    }

    @Test
    void refusesArraysThatDoNotBelongTogether() {
        double[] three = new double[3];
        assertThrows(IllegalArgumentException.class, () -> ForecastComparison.of(three, three, new double[2]));
        assertThrows(
                IllegalArgumentException.class,
                () -> ForecastComparison.of(new double[1], new double[1], new double[1]));
    }

    private static double[] noise(Random random, double deviation) {
        return random.doubles(60, -1, 1).map(value -> deviation * value).toArray();
    }
}
