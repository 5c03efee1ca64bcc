package dev.unroll.text;

import java.util.HashMap;
import java.util.Map;

/** How often each token and each pair of neighbours occurs in a text. */
final class TokenCounts {
    private final int total;
    private final int[] single;
    private final int[] followers;
    private final int[] kinds;
    private final Map<Long, Integer> pairs = new HashMap<>();

    TokenCounts(int vocabulary, int[] ids) {
        total = ids.length;
        single = new int[vocabulary];
        followers = new int[vocabulary];
        kinds = new int[vocabulary];
        for (int i = 0; i < ids.length; i++) {
            single[ids[i]]++;
            if (i > 0) {
                followers[ids[i - 1]]++;
                if (pairs.merge(key(ids[i - 1], ids[i]), 1, Integer::sum) == 1) {
                    kinds[ids[i - 1]]++;
                }
            }
        }
    }

    private long key(int previous, int next) {
        return (long) previous * single.length + next;
    }

    int vocabulary() {
        return single.length;
    }

    int total() {
        return total;
    }

    int single(int id) {
        return single[id];
    }

    int pair(int previous, int next) {
        return pairs.getOrDefault(key(previous, next), 0);
    }

    /** How many tokens stand behind this one. */
    int followers(int id) {
        return followers[id];
    }

    /** How many different ones. */
    int kinds(int id) {
        return kinds[id];
    }
}
