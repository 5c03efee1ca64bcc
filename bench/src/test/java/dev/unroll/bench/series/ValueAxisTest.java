package dev.unroll.bench.series;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ValueAxisTest {
    private static String labels(double... values) {
        ValueAxis axis = ValueAxis.of(List.of(values));
        return String.join(" ", axis.ticks().stream().map(axis::label).toList());
    }

    @Test
    void ticksAreRoundAndHoldAllValues() {
        assertEquals("3,500 4,000 4,500 5,000 5,500 6,000 6,500", labels(3600, 6186));
        assertEquals("-100 -50 0 50 100", labels(-81, 62));
        assertEquals("0.00 0.05 0.10 0.15 0.20 0.25", labels(0.01, 0.23));
        assertEquals("0 500,000 1,000,000 1,500,000 2,000,000", labels(0.2e6, 1.9e6));
        assertEquals("0 5.0e+6 1.0e+7 1.5e+7 2.0e+7", labels(0.2e7, 1.9e7));
        assertEquals("-1.0 -0.5 0.0 0.5 1.0", labels(Double.NaN, -0.9, Double.POSITIVE_INFINITY, 0.9));
    }

    @ParameterizedTest
    @CsvSource({"5, 5", "0, 0", "-1e-9, 3e-9", "1e12, 1.000001e12", "-7e5, 7e5", "999, 1001", "0.4, 0.6"})
    void anyRangeHasSomeTicks(double least, double most) {
        ValueAxis axis = ValueAxis.of(List.of(new double[] {least, most}));
        int ticks = axis.ticks().size();
        assertTrue(ticks >= 3 && ticks <= 8, ticks + " ticks on " + axis);
        assertTrue(axis.from() <= least && axis.to() >= most, axis.toString());
        assertTrue(axis.share(least) >= 0 && axis.share(most) <= 1, axis.toString());
        List<String> labels = axis.ticks().stream().map(axis::label).toList();
        assertEquals(ticks, Set.copyOf(labels).size(), "labels that can be told apart: " + labels);
    }

    @Test
    void withoutAnyValueThereIsStillAnAxis() {
        assertEquals(6, ValueAxis.of(List.of(new double[] {Double.NaN})).ticks().size());
    }
}
