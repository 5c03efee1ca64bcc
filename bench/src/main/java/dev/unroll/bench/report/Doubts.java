package dev.unroll.bench.report;

import dev.unroll.bench.suite.KernelRow;
import dev.unroll.bench.suite.Row;
import dev.unroll.bench.suite.SpeedRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Why a row's times are not to be believed as they stand.
 *
 * @param failed whether there are none
 * @param disturbed whether others kept the machine busy
 * @param unsteady whether its iterations differ
 */
record Doubts(boolean failed, boolean disturbed, boolean unsteady) {
    static Doubts of(Row row) {
        return of(row.failure(), row.otherLoad(), row.spread());
    }

    static Doubts of(KernelRow row) {
        return of(row.failure(), row.otherLoad(), row.spread());
    }

    private static Doubts of(@Nullable String failure, double otherLoad, double spread) {
        return new Doubts(failure != null, otherLoad > SpeedRun.DISTURBED, spread > SpeedRun.UNSTEADY);
    }

    /** Whether there is any. */
    boolean any() {
        return failed || disturbed || unsteady;
    }

    /** Behind a name: such as " (disturbed)"; empty when there is no doubt. */
    String behindName(String... before) {
        List<String> words = new ArrayList<>(List.of(before));
        words.removeIf(String::isEmpty);
        if (failed) {
            words.add("failed");
        }
        if (disturbed) {
            words.add("disturbed");
        }
        // Others are reason enough for iterations that differ, and the line has room for one word.
        if (unsteady && !disturbed) {
            words.add("unsteady");
        }
        return words.isEmpty() ? "" : " (" + String.join(", ", words) + ")";
    }

    /** What both words mean. */
    static String meaning() {
        return String.format(
                Locale.ROOT,
                "disturbed: over %.1f cores busy with others; unsteady: medians of iterations differ by over %.1fx; doubtful: either",
                SpeedRun.DISTURBED,
                SpeedRun.UNSTEADY);
    }
}
