package dev.unroll.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ComparisonTest {
    private static final double BOUND = 1e-10;

    @Test
    void equalArraysAgree() {
        Comparison same = compare(new double[] {1, -2, 3}, new double[] {1, -2, 3});
        assertTrue(same.agrees());
        assertEquals(0, same.nmse());
    }

    @Test
    void theErrorIsTheSumOfSquaredDifferencesOverTheSumOfSquares() {
        Comparison off = compare(new double[] {3, 4.5}, new double[] {3, 4});
        assertEquals(0.25 / 25, off.nmse(), 1e-15);
        assertFalse(off.agrees());
        assertEquals(1, off.worstIndex());
        assertEquals(0.125, off.relativeWorst(), 1e-15);
    }

    @Test
    void aRelativeErrorOfOneInAHundredThousandIsTheBound() {
        assertTrue(compare(new double[] {1 + 0.99e-5}, new double[] {1}).agrees());
        assertFalse(compare(new double[] {1 + 1.01e-5}, new double[] {1}).agrees());
    }

    @Test
    void nanMustBeWhereItIsExpectedBothWays() {
        assertFalse(compare(new double[] {1, Double.NaN}, new double[] {1, 2}).agrees());
        Comparison dropped = compare(new double[] {1, 0}, new double[] {1, Double.NaN});
        assertFalse(dropped.agrees());
        assertEquals(1, dropped.worstIndex());
        assertTrue(compare(new double[] {1, Double.NaN}, new double[] {1, Double.NaN})
                .agrees());
    }

    @Test
    void infinitiesMustMatchInSign() {
        double inf = Double.POSITIVE_INFINITY;
        assertTrue(compare(new double[] {inf, 1}, new double[] {inf, 1}).agrees());
        assertFalse(compare(new double[] {-inf, 1}, new double[] {inf, 1}).agrees());
        assertFalse(compare(new double[] {3e38, 1}, new double[] {inf, 1}).agrees());
    }

    @Test
    void magnitudesBelowTheSmallestThatCountsAreZero() {
        assertTrue(compare(new double[] {0, 1}, new double[] {0x1p-97, 1}).agrees());
        assertTrue(compare(new double[] {0}, new double[] {0x1p-97}).agrees());
        assertFalse(compare(new double[] {0}, new double[] {0x1p-95}).agrees());
    }

    @Test
    void zeroAgainstZeroIsNoError() {
        assertEquals(0, compare(new double[3], new double[3]).nmse());
        assertTrue(compare(new double[0], new double[0]).agrees());
    }

    @Test
    void theFloorComesFromTheLargestValueOfTheWholeArray() {
        // Step 1 expects zeros and got 1e-6: against the floor of 1e-6 of the largest value that is an error of 1, not
        // of infinity.
        Comparison steps = Comparison.of("h", new double[] {1, 1, 1e-6, 1e-6}, new double[] {1, 1, 0, 0}, 1e-6, 2);
        assertEquals(0, steps.errorPerStep().get(0));
        assertEquals(1, steps.errorPerStep().get(1), 1e-12);
        assertEquals(1, steps.worstStep());
        assertTrue(steps.agrees());
    }

    @Test
    void oneLineSaysArrayVerdictErrorAndWorstElement() {
        String line = compare(new double[] {1, 2.5}, new double[] {1, 2}).toString();
        assertFalse(line.contains("\n"));
        assertTrue(line.startsWith("y: FAILED, NMSE 5.00e-02 above the bound 1e-10"), line);
        assertTrue(line.contains("worst at element 1: 2.5"), line);
    }

    @Test
    void arraysOfDifferentLengthAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> compare(new double[2], new double[3]));
    }

    private static Comparison compare(double[] actual, double[] expected) {
        return Comparison.of("y", actual, expected, BOUND);
    }
}
