package dev.unroll.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ScheduleTest {
    @Test
    void ratesFollowTheirFormulas() {
        assertEquals(2, Schedule.CONSTANT.rate(2, 99, 0));
        assertEquals(0.5, Schedule.warmUp(4).rate(2, 0, 0));
        assertEquals(2, Schedule.warmUp(4).rate(2, 3, 0));
        assertEquals(2, Schedule.warmUp(4).rate(2, 100, 0));
        assertEquals(2, Schedule.cosine(0.1).rate(2, 0, 10), 1e-15);
        assertEquals(1.1, Schedule.cosine(0.1).rate(2, 5, 10), 1e-15);
        assertEquals(0.2, Schedule.cosine(0.1).rate(2, 10, 10), 1e-15);
        assertEquals(0.2, Schedule.cosine(0.1).rate(2, 11, 10), 1e-15);
        assertEquals(2, Schedule.stepDecay(0.5, 3).rate(2, 2, 0));
        assertEquals(0.5, Schedule.stepDecay(0.5, 3).rate(2, 6, 0));
        assertEquals(2 * 0.729, Schedule.exponential(0.9).rate(2, 3, 0), 1e-15);
        assertEquals(0.9, Schedule.exponential(0.9).afterWarmUp(4).rate(2, 1, 0), 1e-15);
    }

    @Test
    void badNumbersAreRefused() {
        String message = assertThrows(
                        IllegalStateException.class, () -> Schedule.cosine(0).rate(1, 0, 0))
                .getMessage();
        assertTrue(message.contains("totalSteps"), message);
        assertThrows(IllegalArgumentException.class, () -> Schedule.warmUp(0));
        assertThrows(IllegalArgumentException.class, () -> Schedule.stepDecay(1.5, 1));
        assertThrows(IllegalArgumentException.class, () -> Adam.rate(Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> Sgd.rate(-1));
    }
}
