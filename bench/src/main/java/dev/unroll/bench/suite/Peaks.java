package dev.unroll.bench.suite;

import dev.unroll.bench.jmh.PeakBenchmark;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.openjdk.jmh.results.RunResult;

/** The peak of the vector units, measured more than once in a run: the best iteration of all counts, since it is a limit. */
final class Peaks {
    private static final String BENCHMARK = PeakBenchmark.class.getName() + ".fma";

    private final Harness harness;
    private final Map<Integer, Double> best = new TreeMap<>();
    private final List<RunResult> results = new ArrayList<>();

    Peaks(Harness harness) {
        this.harness = harness;
    }

    /** Measures with so many threads; where it cannot be measured (no Vector API) nothing is added. */
    void measure(int threads) throws IOException {
        RunResult result = harness.limit(BENCHMARK, Map.of(), threads).result();
        if (result == null) {
            return;
        }
        results.add(result);
        result.getBenchmarkResults().stream()
                .flatMap(fork -> fork.getIterationResults().stream())
                .map(iteration -> iteration.getPrimaryResult().getScore() * PeakBenchmark.flops() / 1e9)
                .forEach(rate -> best.merge(threads, rate, Math::max));
    }

    /** GFLOP/s by number of threads. */
    Map<Integer, Double> best() {
        return Map.copyOf(best);
    }

    List<RunResult> results() {
        return results;
    }
}
