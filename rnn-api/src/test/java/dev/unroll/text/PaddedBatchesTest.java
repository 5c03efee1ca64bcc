package dev.unroll.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PaddedBatchesTest {
    private static final List<int[]> SENTENCES =
            List.of(new int[] {5, 6, 7, 8}, new int[] {9, 10}, new int[] {11, 12, 13});

    private static String refusal(Runnable work) {
        return String.valueOf(
                assertThrows(IllegalArgumentException.class, work::run).getMessage());
    }

    @Test
    void padsToTheLongestOfEachBatch() {
        List<PaddedBatch> batches = new ArrayList<>();
        new PaddedBatches(SENTENCES, 2).forEach(batches::add);
        assertEquals(2, batches.size());
        PaddedBatch first = batches.get(0);
        assertEquals(3, first.steps());
        assertArrayEquals(new int[] {5, 9, 6, 0, 7, 0}, first.ids());
        assertArrayEquals(new int[] {6, 10, 7, -1, 8, -1}, first.targets());
        assertArrayEquals(new int[] {3, 1}, first.lengths());
        PaddedBatch last = batches.get(1);
        assertEquals(1, last.rows());
        assertEquals(2, last.steps());
        assertArrayEquals(new int[] {12, 13}, last.targets());
    }

    @Test
    void padsToOneLengthForAll() {
        PaddedBatch batch = new PaddedBatches(SENTENCES, 1, 4).batch(1);
        assertEquals(4, batch.steps());
        assertArrayEquals(new int[] {9, 0, 0, 0}, batch.ids());
        assertArrayEquals(new int[] {10, -1, -1, -1}, batch.targets());
        assertArrayEquals(new int[] {1}, batch.lengths());
    }

    @Test
    void refusesWhatGivesNoBatch() {
        assertEquals("rows: 0; expected at least 1", refusal(() -> new PaddedBatches(SENTENCES, 0)));
        assertEquals("steps: 0; expected at least 1", refusal(() -> new PaddedBatches(SENTENCES, 1, 0)));
        assertEquals("sentences: none; expected at least 1", refusal(() -> new PaddedBatches(List.of(), 1)));
        assertEquals(
                "sentence 1: 1 tokens; expected at least 2, the second to be predicted",
                refusal(() -> new PaddedBatches(List.of(new int[] {1, 2}, new int[] {1}), 1)));
        assertEquals(
                "sentence 0: 4 tokens; expected at most 3 for 2 steps",
                refusal(() -> new PaddedBatches(SENTENCES, 1, 2)));
        assertEquals("batch: 2; expected 0 to 1", refusal(() -> new PaddedBatches(SENTENCES, 2).batch(2)));
    }
}
