package dev.unroll.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TextWindowsTest {
    private static int[] count(int n) {
        return IntStream.range(10, 10 + n).toArray();
    }

    @Test
    void streamsRunSideBySideTimeFirst() {
        List<TokenWindow> windows = new ArrayList<>();
        new TextWindows(count(13), 2, 3).forEach(windows::add);
        assertEquals(2, windows.size());
        assertArrayEquals(new int[] {10, 16, 11, 17, 12, 18}, windows.get(0).ids());
        assertArrayEquals(new int[] {11, 17, 12, 18, 13, 19}, windows.get(0).targets());
        assertArrayEquals(new int[] {13, 19, 14, 20, 15, 21}, windows.get(1).ids());
        assertArrayEquals(new int[] {14, 20, 15, 21, 16, 22}, windows.get(1).targets());
        assertTrue(windows.get(0).first());
        assertFalse(windows.get(1).first());
    }

    @Test
    void theLastWindowHasTheStepsThatAreLeftAndMarksEndedStreams() {
        TextWindows windows = new TextWindows(count(10), 2, 3);
        assertEquals(2, windows.count());
        TokenWindow last = windows.window(1);
        assertEquals(2, last.steps());
        assertArrayEquals(new int[] {13, 17, 0, 18}, last.ids());
        assertArrayEquals(new int[] {14, 18, -1, 19}, last.targets());
    }

    @Test
    void everyTokenButTheFirstIsATargetOnceForEverySize() {
        for (int n = 2; n < 40; n++) {
            for (int rows = 1; rows < n; rows++) {
                for (int steps = 1; rows * steps < n; steps++) {
                    int[] seen = new int[n + 10];
                    TextWindows windows = new TextWindows(count(n), rows, steps);
                    for (TokenWindow window : windows) {
                        for (int i = 0; i < window.targets().length; i++) {
                            if (window.targets()[i] >= 0) {
                                seen[window.targets()[i]]++;
                                assertEquals(window.targets()[i], window.ids()[i] + 1);
                            }
                        }
                    }
                    assertArrayEquals(
                            IntStream.range(0, n + 10).map(i -> i > 10 ? 1 : 0).toArray(),
                            seen,
                            "n " + n + ", rows " + rows + ", steps " + steps);
                    assertEquals(n - 1, windows.targetCount());
                }
            }
        }
    }

    /** Tokens of earlier windows are read, those of the stream before are not. */
    @Test
    void contextsEndWithTheTokenThatIsRead() {
        TextWindows windows = new TextWindows(count(10), 2, 3);
        assertArrayEquals(
                new int[] {0, 0, 10, 0, 0, 14, 0, 10, 11, 0, 14, 15, 10, 11, 12, 14, 15, 16}, windows.contexts(0, 3));
        assertArrayEquals(new int[] {11, 12, 13, 15, 16, 17, 0, 0, 0, 16, 17, 18}, windows.contexts(1, 3));
        assertArrayEquals(windows.window(1).ids(), windows.contexts(1, 1));
        assertThrows(IllegalArgumentException.class, () -> windows.contexts(0, 0));
        assertThrows(IllegalArgumentException.class, () -> windows.contexts(2, 1));
    }

    @Test
    void rowsGoOnWhereTheyStopped() {
        TextWindows windows = new TextWindows(count(50), 4, 5);
        for (int w = 1; w < windows.count(); w++) {
            TokenWindow before = windows.window(w - 1);
            TokenWindow window = windows.window(w);
            for (int n = 0; n < 4; n++) {
                if (window.targets()[n] >= 0) {
                    assertEquals(before.targets()[4 * 4 + n], window.ids()[n]);
                }
            }
        }
    }

    @Test
    void refusesATextShorterThanOneWindow() {
        var e = assertThrows(IllegalArgumentException.class, () -> new TextWindows(count(700), 20, 35));
        assertEquals(
                "the text has 700 tokens; one window of 20 rows and 35 steps needs 701: lower the rows (--batch) or the steps (--bptt),"
                        + " or give more text",
                e.getMessage());
        assertEquals(1, new TextWindows(count(701), 20, 35).count());
        assertThrows(
                IllegalArgumentException.class, () -> new TextWindows(count(10), Integer.MAX_VALUE, Integer.MAX_VALUE));
    }

    @Test
    void refusesSizesBelowOne() {
        assertThrows(IllegalArgumentException.class, () -> new TextWindows(count(10), 0, 3));
        assertThrows(IllegalArgumentException.class, () -> new TextWindows(count(10), 3, 0));
        assertThrows(IllegalArgumentException.class, () -> TextWindows.fitting(count(10), -1, 3));
        assertThrows(IllegalArgumentException.class, () -> TextWindows.fitting(count(10), 3, 0));
    }

    @Test
    void fittingMakesTheWindowSmaller() {
        TextWindows few = TextWindows.fitting(count(100), 20, 35);
        assertEquals(2, few.rows());
        assertEquals(35, few.steps());
        TextWindows one = TextWindows.fitting(count(2), 20, 35);
        assertEquals(1, one.rows());
        assertEquals(1, one.steps());
        assertEquals(20, TextWindows.fitting(count(701), 20, 35).rows());
        var e = assertThrows(IllegalArgumentException.class, () -> TextWindows.fitting(count(1), 20, 35));
        assertTrue(
                String.valueOf(e.getMessage()).startsWith("the text has 1 tokens; expected at least 2"), e::getMessage);
    }

    @Test
    void thereIsNoWindowOutside() {
        TextWindows windows = new TextWindows(count(13), 2, 3);
        assertThrows(IllegalArgumentException.class, () -> windows.window(2));
        assertThrows(IllegalArgumentException.class, () -> windows.window(-1));
        var iterator = windows.iterator();
        iterator.next();
        iterator.next();
        assertThrows(NoSuchElementException.class, iterator::next);
    }
}
