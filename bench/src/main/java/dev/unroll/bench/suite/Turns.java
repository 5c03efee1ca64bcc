package dev.unroll.bench.suite;

import dev.unroll.bench.jmh.LoadProfiler;
import java.io.IOException;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

/**
 * Lets requests that are to be compared take turns, fork by fork, so that a machine that slows down slows all of them.
 *
 * @param harness runs one fork
 * @param forks of each request
 * @param repeat whether a fork that others disturbed is run once more
 * @param stop asked before each fork
 * @param rejected why a contender is not to be timed, by its name; null when it may be
 */
record Turns(
        Harness harness, int forks, boolean repeat, BooleanSupplier stop, Function<String, @Nullable String> rejected) {
    /** Runs them; one that fails is left out of the turns that follow. */
    List<Series> take(List<Request> requests) throws IOException {
        List<Series> all = requests.stream().map(Series::new).toList();
        for (int fork = 0; fork < forks; fork++) {
            for (Series each : all) {
                boolean runs = fork == 0 || each.failure() == null;
                if (runs && !stop.getAsBoolean()) {
                    each.add(fork(each.request()));
                }
            }
        }
        return all;
    }

    private Harness.Fork fork(Request request) throws IOException {
        String reason = rejected.apply(request.contender());
        if (reason != null) {
            return Harness.Fork.failed("not timed: " + reason);
        }
        Harness.Fork first = harness.run(request);
        if (!repeat || otherLoad(first) <= SpeedRun.DISTURBED) {
            return first;
        }
        Harness.Fork second = harness.run(request);
        return second.result() != null && otherLoad(second) < otherLoad(first) ? second : first;
    }

    private static double otherLoad(Harness.Fork fork) {
        RunResult result = fork.result();
        Result<?> load = result == null ? null : result.getSecondaryResults().get(LoadProfiler.LABEL);
        return load == null ? 0 : load.getScore();
    }
}
