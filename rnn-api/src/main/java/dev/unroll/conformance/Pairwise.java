package dev.unroll.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;

/**
 * A small set of combinations in which every pair of levels of every two factors occurs (Cohen et al., "The AETG system", 1997): most
 * faults need two particular sizes at once, few need three.
 */
public final class Pairwise {
    private static final int CANDIDATES = 40;
    private static final int TRIES = 400;

    private final int[] levels;
    private final Predicate<int[]> feasible;
    private final Random random;
    private final boolean[][][] covered;

    private Pairwise(int[] levels, Predicate<int[]> feasible, long seed) {
        this.levels = levels;
        this.feasible = feasible;
        this.random = new Random(seed);
        int largest = 0;
        for (int count : levels) {
            largest = Math.max(largest, count);
        }
        covered = new boolean[levels.length * levels.length][largest][largest];
    }

    /**
     * Combinations of level indices that cover every feasible pair.
     *
     * @param levels how many levels each factor has
     * @param feasible which combinations may be taken; where a combination may, so may the one with any level lowered
     */
    public static List<int[]> cover(int[] levels, Predicate<int[]> feasible, long seed) {
        return new Pairwise(levels.clone(), feasible, seed).cover();
    }

    private List<int[]> cover() {
        List<int[]> result = new ArrayList<>();
        for (int f = 0; f < levels.length; f++) {
            for (int g = f + 1; g < levels.length; g++) {
                for (int a = 0; a < levels[f]; a++) {
                    for (int b = 0; b < levels[g]; b++) {
                        if (!covered[f * levels.length + g][a][b]) {
                            extend(result, f, a, g, b);
                        }
                    }
                }
            }
        }
        return result;
    }

    private void extend(List<int[]> result, int f, int a, int g, int b) {
        int[] lowest = new int[levels.length];
        lowest[f] = a;
        lowest[g] = b;
        if (!feasible.test(lowest)) {
            return;
        }
        int[] best = lowest;
        int bestGain = gain(lowest, false);
        int taken = 0;
        for (int i = 0; i < TRIES && taken < CANDIDATES; i++) {
            int[] candidate = new int[levels.length];
            for (int k = 0; k < candidate.length; k++) {
                candidate[k] = k == f ? a : k == g ? b : random.nextInt(levels[k]);
            }
            if (feasible.test(candidate)) {
                taken++;
                int gain = gain(candidate, false);
                if (gain > bestGain) {
                    best = candidate;
                    bestGain = gain;
                }
            }
        }
        gain(best, true);
        result.add(best);
    }

    /** How many pairs the combination would cover anew; marks them when {@code take}. */
    private int gain(int[] combination, boolean take) {
        int count = 0;
        for (int f = 0; f < levels.length; f++) {
            for (int g = f + 1; g < levels.length; g++) {
                boolean[][] pairs = covered[f * levels.length + g];
                if (!pairs[combination[f]][combination[g]]) {
                    count++;
                    pairs[combination[f]][combination[g]] |= take;
                }
            }
        }
        return count;
    }
}
