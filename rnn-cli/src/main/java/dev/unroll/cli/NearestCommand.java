package dev.unroll.cli;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** What somebody meant who mistyped a command: picocli compares pairs of letters, for which "trian" is as near to trace as to train. */
final class NearestCommand {
    private static final int MOST_EDITS = 2;

    private NearestCommand() {}

    /** The command with the fewest edits, if two are enough. */
    static Optional<String> of(String typed, Collection<String> commands) {
        return commands.stream()
                .filter(command -> edits(typed, command) <= MOST_EDITS)
                .min(Comparator.comparingInt(command -> edits(typed, command)));
    }

    /** Letters left out, put in, replaced, or swapped with their neighbour (Damerau 1964). */
    static int edits(String a, String b) {
        int[][] least = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    least[i][j] = i + j;
                    continue;
                }
                boolean same = a.charAt(i - 1) == b.charAt(j - 1);
                int cost =
                        Math.min(least[i - 1][j - 1] + (same ? 0 : 1), Math.min(least[i - 1][j], least[i][j - 1]) + 1);
                boolean swapped =
                        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
                least[i][j] = swapped ? Math.min(cost, least[i - 2][j - 2] + 1) : cost;
            }
        }
        return least[a.length()][b.length()];
    }
}
