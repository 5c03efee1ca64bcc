package dev.unroll.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class PairwiseTest {
    private static final int[] LEVELS = {6, 6, 6, 3};

    @Test
    void everyPairOccurs() {
        List<int[]> cover = Pairwise.cover(LEVELS, p -> true, 1);
        assertAllPairs(cover, p -> true);
        assertTrue(cover.size() < 6 * 6 * 2, () -> "took " + cover.size());
    }

    @Test
    void onlyFeasibleCombinationsAreTakenAndEveryFeasiblePairOccurs() {
        Predicate<int[]> small = p -> (p[0] + 1) * (p[1] + 1) * (p[2] + 1) <= 40;
        List<int[]> cover = Pairwise.cover(LEVELS, small, 1);
        cover.forEach(p -> assertTrue(small.test(p)));
        assertAllPairs(cover, small);
    }

    @Test
    void equalSeedsGiveEqualSets() {
        List<int[]> first = Pairwise.cover(LEVELS, p -> true, 3);
        List<int[]> second = Pairwise.cover(LEVELS, p -> true, 3);
        assertEquals(first.size(), second.size());
        for (int i = 0; i < first.size(); i++) {
            assertEquals(List.of(box(first.get(i))), List.of(box(second.get(i))));
        }
    }

    private static void assertAllPairs(List<int[]> cover, Predicate<int[]> feasible) {
        for (int f = 0; f < LEVELS.length; f++) {
            for (int g = f + 1; g < LEVELS.length; g++) {
                for (int a = 0; a < LEVELS[f]; a++) {
                    for (int b = 0; b < LEVELS[g]; b++) {
                        int[] lowest = new int[LEVELS.length];
                        lowest[f] = a;
                        lowest[g] = b;
                        if (feasible.test(lowest)) {
                            assertTrue(occurs(cover, f, a, g, b), "factors " + f + "=" + a + ", " + g + "=" + b);
                        }
                    }
                }
            }
        }
    }

    private static boolean occurs(List<int[]> cover, int f, int a, int g, int b) {
        return cover.stream().anyMatch(p -> p[f] == a && p[g] == b);
    }

    private static Object[] box(int[] values) {
        return java.util.Arrays.stream(values).boxed().toArray();
    }
}
