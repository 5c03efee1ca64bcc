package dev.unroll.bench.compare;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TemporalOrderTest {
    private static final int X = 6;
    private static final TemporalOrder DRAWN = TemporalOrder.draw(new Random(1), 2000);

    @Test
    void theClassIsTheOrderOfTheMarks() {
        int[] seen = new int[TemporalOrder.CLASSES];
        for (int n = 0; n < DRAWN.count(); n++) {
            int[] symbols = Arrays.copyOfRange(DRAWN.symbols(), n * TemporalOrder.STEPS, (n + 1) * TemporalOrder.STEPS);
            int[] marks = Arrays.stream(symbols).filter(symbol -> symbol >= X).toArray();
            assertEquals(2, marks.length);
            assertEquals(2 * (marks[0] - X) + marks[1] - X, DRAWN.classes()[n]);
            assertEquals(0, symbols[0]);
            assertEquals(1, symbols[TemporalOrder.STEPS - 1]);
            seen[DRAWN.classes()[n]]++;
        }
        for (int count : seen) {
            assertTrue(count > 430 && count < 570, "classes are even: " + Arrays.toString(seen));
        }
    }

    /** Every window that is said to hold some marks holds these, and no window that is said to hold none holds any. */
    @ParameterizedTest
    @CsvSource({"1, 0", "8, 0", "11, 0", "17, 1", "20, 1", "21, 1", "27, 2", "30, 2"})
    void windowsHoldWhatTheySay(int window, int marks) {
        assertEquals(marks, TemporalOrder.marksWithin(window));
        int[] last = DRAWN.last(window);
        for (int n = 0; n < DRAWN.count(); n++) {
            long held = Arrays.stream(last, n * window, (n + 1) * window)
                    .filter(symbol -> symbol >= X)
                    .count();
            assertEquals(marks, held, "sequence " + n);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 12, 16, 22, 26, 31})
    void windowsThatHoldAMarkNowAndThen(int window) {
        assertThrows(IllegalArgumentException.class, () -> TemporalOrder.marksWithin(window));
    }

    @Test
    void bothNetworksReadTheSameSymbols() {
        int[] timeMajor = DRAWN.timeMajor();
        for (int n = 0; n < DRAWN.count(); n++) {
            for (int t = 0; t < TemporalOrder.STEPS; t++) {
                assertEquals(DRAWN.symbols()[n * TemporalOrder.STEPS + t], timeMajor[t * DRAWN.count() + n]);
            }
        }
        assertArrayEquals(DRAWN.symbols(), DRAWN.last(TemporalOrder.STEPS));
    }
}
