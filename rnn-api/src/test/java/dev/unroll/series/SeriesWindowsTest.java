package dev.unroll.series;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SeriesWindowsTest {
    private static double[] count(int n) {
        return IntStream.range(0, n).asDoubleStream().toArray();
    }

    private static String refusal(Runnable work) {
        return String.valueOf(
                assertThrows(IllegalArgumentException.class, work::run).getMessage());
    }

    private static double[] starts(SeriesWindows windows) {
        List<Double> starts = new ArrayList<>();
        for (SeriesBatch batch : windows) {
            for (int n = 0; n < batch.rows(); n++) {
                starts.add(batch.x()[n]);
            }
        }
        return starts.stream().mapToDouble(Double::doubleValue).toArray();
    }

    @Test
    void theTargetIsTheNextValueAtEachStep() {
        SeriesWindows windows = new SeriesWindows(count(6), 3, 2, 1);
        assertEquals(3, windows.windowCount());
        assertEquals(2, windows.count());
        SeriesBatch first = windows.batch(0);
        assertArrayEquals(new double[] {0, 1, 1, 2, 2, 3}, first.x());
        assertArrayEquals(new double[] {1, 2, 2, 3, 3, 4}, first.targets());
        SeriesBatch last = windows.batch(1);
        assertEquals(1, last.rows());
        assertArrayEquals(new double[] {2, 3, 4}, last.x());
        assertArrayEquals(new double[] {3, 4, 5}, last.targets());
    }

    @Test
    void theStrideSaysWhereWindowsBegin() {
        assertArrayEquals(new double[] {0, 3, 6}, starts(new SeriesWindows(count(10), 3, 2, 3)));
        assertArrayEquals(new double[] {0, 3}, starts(new SeriesWindows(count(9), 3, 2, 3)));
        assertArrayEquals(new double[] {0}, starts(new SeriesWindows(count(4), 3, 2, 1)));
    }

    @Test
    void shufflingGivesTheSameWindowsInAnOrderOfTheSeed() {
        SeriesWindows windows = new SeriesWindows(count(103), 3, 7, 1);
        double[] shuffled = starts(windows.shuffled(11));
        assertArrayEquals(shuffled, starts(windows.shuffled(11)));
        assertFalse(Arrays.equals(shuffled, starts(windows.shuffled(12))));
        assertFalse(Arrays.equals(shuffled, count(100)));
        assertArrayEquals(count(100), Arrays.stream(shuffled).sorted().toArray());
        assertArrayEquals(count(100), starts(windows), "the windows it was made of stay in order");
    }

    @Test
    void refusesASeriesShorterThanOneWindow() {
        assertEquals(
                "the series has 20 values; a window of 20 steps needs 21: lower the steps (--bptt) or give more values",
                refusal(() -> new SeriesWindows(count(20), 20, 1, 1)));
        assertThrows(IllegalArgumentException.class, () -> new SeriesWindows(count(3), Integer.MAX_VALUE, 1, 1));
    }

    @Test
    void refusesSizesAndValuesThatAreNone() {
        assertEquals(
                "windows: 0 steps, 1 rows, stride 1; expected at least 1 of each",
                refusal(() -> new SeriesWindows(count(5), 0, 1, 1)));
        assertThrows(IllegalArgumentException.class, () -> new SeriesWindows(count(5), 1, 0, 1));
        assertThrows(IllegalArgumentException.class, () -> new SeriesWindows(count(5), 1, 1, 0));
        assertEquals(
                "values: NaN at 2; expected finite values",
                refusal(() -> new SeriesWindows(new double[] {0, 1, Double.NaN, 3}, 2, 1, 1)));
        assertEquals("batch: 1; expected 0 to 0", refusal(() -> new SeriesWindows(count(5), 2, 5, 1).batch(1)));
    }

    @Test
    void splitsInOrder() {
        SeriesSplit split = SeriesSplit.of(count(31), 2);
        assertArrayEquals(count(24), split.train());
        assertArrayEquals(new double[] {24, 25, 26}, split.heldOut());
        assertArrayEquals(new double[] {27, 28, 29, 30}, split.test());
    }

    @Test
    void refusesASeriesTooShortToSplit() {
        assertEquals(
                "the series has 29 values; with windows of 2 steps it needs 30, since it is split 80/10/10 and each part must hold 3: lower"
                        + " the steps (--bptt) or give more values",
                refusal(() -> SeriesSplit.of(count(29), 2)));
        assertEquals(3, SeriesSplit.of(count(30), 2).heldOut().length);
        assertThrows(IllegalArgumentException.class, () -> SeriesSplit.of(count(30), 0));
        assertThrows(IllegalArgumentException.class, () -> SeriesSplit.of(count(0), 2));
    }

    @Test
    void baselinesAreTheErrorsOfMeanAndPersistence() {
        SeriesBaselines baselines = SeriesBaselines.of(new double[] {1, 3}, new double[] {9, 3, 4});
        assertEquals(new SeriesBaselines((1 + 4) / 2.0, (36 + 1) / 2.0), baselines);
        assertThrows(IllegalArgumentException.class, () -> SeriesBaselines.of(new double[] {1}, new double[] {1}));
    }
}
