package dev.unroll.bench.suite;

import dev.unroll.bench.jmh.ReadBenchmark;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.openjdk.jmh.results.RunResult;

/** How fast one thread reads, by how much it reads again and again: the best iteration counts, since it is a limit. */
final class Bandwidths {
    private static final String BENCHMARK = ReadBenchmark.class.getName() + ".sum";

    private final Harness harness;
    private final Map<Long, Double> best = new TreeMap<>();
    private final List<RunResult> results = new ArrayList<>();

    Bandwidths(Harness harness) {
        this.harness = harness;
    }

    /** Measures for so many bytes; where it cannot be measured (no Vector API, not enough memory) nothing is added. */
    void measure(long bytes) throws IOException {
        RunResult result = harness.limit(BENCHMARK, Map.of("bytes", Long.toString(bytes)), 1)
                .result();
        if (result == null) {
            return;
        }
        results.add(result);
        result.getBenchmarkResults().stream()
                .flatMap(fork -> fork.getIterationResults().stream())
                .map(iteration -> iteration.getPrimaryResult().getScore() * bytes)
                .forEach(rate -> best.merge(bytes, rate, Math::max));
    }

    /** Bytes per second by number of bytes. */
    Map<Long, Double> best() {
        return Map.copyOf(best);
    }

    List<RunResult> results() {
        return results;
    }
}
