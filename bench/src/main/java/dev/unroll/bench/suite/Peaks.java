package dev.unroll.bench.suite;

import dev.unroll.bench.jmh.PeakBenchmark;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;

/** The peak of the vector units, measured more than once in a run: the median of all iterations counts. */
final class Peaks {
    private static final String BENCHMARK = PeakBenchmark.class.getName() + ".fma";

    private final Harness harness;
    private final Map<Integer, List<Double>> rates = new TreeMap<>();
    private final List<RunResult> results = new ArrayList<>();

    Peaks(Harness harness) {
        this.harness = harness;
    }

    /** Measures with so many threads; where it cannot be measured (no Vector API) nothing is added. */
    void measure(int threads) throws IOException {
        RunResult result = harness.run(BENCHMARK, Map.of(), threads).result();
        if (result == null) {
            return;
        }
        results.add(result);
        List<Double> known = rates.computeIfAbsent(threads, key -> new ArrayList<>());
        result.getBenchmarkResults().stream()
                .flatMap(fork -> fork.getIterationResults().stream())
                .map(IterationResult::getPrimaryResult)
                .forEach(iteration -> known.add(iteration.getScore() * PeakBenchmark.flops() / 1e9));
    }

    /** GFLOP/s by number of threads. */
    Map<Integer, Double> medians() {
        Map<Integer, Double> medians = new LinkedHashMap<>();
        rates.forEach((threads, all) -> {
            List<Double> sorted = all.stream().sorted().toList();
            int middle = sorted.size() / 2;
            medians.put(
                    threads,
                    sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2);
        });
        return medians;
    }

    List<RunResult> results() {
        return results;
    }
}
