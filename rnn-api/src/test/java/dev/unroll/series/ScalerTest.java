package dev.unroll.series;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ScalerTest {
    private static String refusal(double... train) {
        return String.valueOf(assertThrows(IllegalArgumentException.class, () -> Scaler.fit(train))
                .getMessage());
    }

    @Test
    void theFittedPartGetsMeanZeroAndDeviationOne() {
        Scaler scaler = Scaler.fit(new double[] {2, 4, 4, 4, 5, 5, 7, 9});
        assertEquals(new Scaler(5, 2), scaler);
        assertArrayEquals(new double[] {-1.5, 2}, scaler.apply(new double[] {2, 9}));
    }

    @Test
    void invertLeadsBack() {
        Scaler scaler = Scaler.fit(new double[] {101.5, 99.25, 104, 98});
        double[] values = {77, 101.5, 140};
        double[] before = values.clone();
        assertArrayEquals(values, scaler.invert(scaler.apply(values)), 1e-12);
        assertArrayEquals(before, values, "the argument stays");
    }

    @Test
    void aConstantSeriesBecomesZeros() {
        double[] series = new double[1000];
        Arrays.fill(series, 0.1);
        Scaler scaler = Scaler.fit(series);
        assertEquals(new Scaler(0.1, 1), scaler);
        assertArrayEquals(new double[1000], scaler.apply(series));
        assertEquals(0.4, scaler.apply(0.5), 1e-15, "what comes later may vary");
    }

    @Test
    void refusesWhatCannotBeFitted() {
        assertEquals("train: no values; expected at least 1", refusal());
        assertEquals("train: NaN at 1; expected finite values", refusal(1, Double.NaN));
        assertTrue(refusal(-1e308, 1e308)
                .contains("have no standard deviation in double precision; give them in another unit"));
        assertTrue(refusal(0, 1e-200).contains("have no standard deviation"));
    }

    @Test
    void refusesPartsThatAreNoScaler() {
        assertThrows(IllegalArgumentException.class, () -> new Scaler(Double.NaN, 1));
        assertThrows(IllegalArgumentException.class, () -> new Scaler(0, 0));
        assertThrows(IllegalArgumentException.class, () -> new Scaler(0, Double.NaN));
    }
}
