package dev.unroll.conformance.learning;

import java.util.Random;

/**
 * The embedded Reber grammar (Hochreiter and Schmidhuber 1997, section 5.1): {@code B x B reber E x E} with x either T or P. The last but
 * one symbol repeats the second, across an inner string of any length that says nothing about it.
 */
final class ReberGrammar {
    static final String SYMBOLS = "BTPSXVE";
    static final int SIZE = SYMBOLS.length();

    /** For each state of the inner automaton its two (symbol, next state) arcs; state 5 ends. */
    private static final int[][] ARCS = {
        {1, 1, 2, 2}, {3, 1, 4, 3}, {1, 2, 5, 4}, {4, 2, 3, 5}, {2, 3, 5, 5},
    };

    private static final int FINAL = 5;

    private ReberGrammar() {}

    /** A string and, for each position but the last, the set of symbols that may follow, as a bit mask. */
    record Sentence(int[] symbols, int[] legalNext) {
        int length() {
            return symbols.length;
        }
    }

    static Sentence draw(Random random) {
        int[] symbols = new int[256];
        int[] legal = new int[256];
        int outer = random.nextBoolean() ? 1 : 2;
        symbols[0] = symbol('B');
        legal[0] = bit(1) | bit(2);
        symbols[1] = outer;
        legal[1] = bit(symbol('B'));
        symbols[2] = symbol('B');
        int length = 3;
        int state = 0;
        while (state != FINAL) {
            int[] arcs = ARCS[state];
            // Two symbols are always possible in an inner state; the choice is a fair coin.
            legal[length - 1] = bit(arcs[0]) | bit(arcs[2]);
            int pick = length > 240 ? shortest(state) : random.nextInt(2);
            symbols[length++] = arcs[2 * pick];
            state = arcs[2 * pick + 1];
        }
        legal[length - 1] = bit(symbol('E'));
        symbols[length++] = symbol('E');
        legal[length - 1] = bit(outer);
        symbols[length++] = outer;
        legal[length - 1] = bit(symbol('E'));
        symbols[length++] = symbol('E');
        return new Sentence(java.util.Arrays.copyOf(symbols, length), java.util.Arrays.copyOf(legal, length - 1));
    }

    /** The arc that leads towards the end, for a string that has grown too long. */
    private static int shortest(int state) {
        return state == 0 ? 0 : 1;
    }

    private static int symbol(char name) {
        return SYMBOLS.indexOf(name);
    }

    private static int bit(int symbol) {
        return 1 << symbol;
    }
}
