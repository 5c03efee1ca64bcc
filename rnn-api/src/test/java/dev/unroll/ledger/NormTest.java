package dev.unroll.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class NormTest {
    @Test
    void ofRows() {
        assertEquals(5, Norm.of(new double[] {3}, new double[] {0, -4}), 1e-15);
        assertEquals(0, Norm.of(new double[3]));
        assertEquals(5e-200, Norm.of(new double[] {3e-200, 4e-200}), 1e-213);
        assertTrue(Double.isNaN(Norm.of(new double[] {1, Double.NaN})));
    }

    @Test
    void spectral() {
        assertEquals(3, Norm.spectral(new double[] {1, 0, 0, -3}, 2), 1e-12);
        // [[1, 2], [3, 4], [5, 6]]: the largest singular value, from the characteristic polynomial of its square.
        double largest = Math.sqrt((91 + Math.sqrt(91 * 91 - 4 * 24)) / 2);
        assertEquals(largest, Norm.spectral(new double[] {1, 2, 3, 4, 5, 6}, 2), 1e-12);
        assertEquals(0, Norm.spectral(new double[4], 2));
    }

    @Test
    void flushed() {
        assertTrue(Norm.isFlushed(new double[] {0, 0x1p-101}));
        assertFalse(Norm.isFlushed(new double[] {0x1p-99, 0x1p-120}));
        assertFalse(Norm.isFlushed(new double[2]));
    }
}
