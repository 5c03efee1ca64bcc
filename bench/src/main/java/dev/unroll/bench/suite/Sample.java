package dev.unroll.bench.suite;

import dev.unroll.bench.jmh.AllocationProfiler;
import dev.unroll.bench.jmh.LoadProfiler;
import dev.unroll.bench.workload.Flops;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleUnaryOperator;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.util.Statistics;

/** The forks of one measurement, put together. */
final class Sample {
    private final Measurement measurement;
    private final List<RunResult> results = new ArrayList<>();
    private @Nullable Histogram latency;
    private String implementation = "";
    private @Nullable String failure;

    Sample(Measurement measurement) {
        this.measurement = measurement;
    }

    Measurement measurement() {
        return measurement;
    }

    void add(Harness.Fork fork) {
        if (!fork.notes().implementation().isEmpty()) {
            implementation = fork.notes().implementation();
        }
        if (fork.result() == null) {
            failure = Objects.requireNonNullElse(fork.failure(), "no result and no reason");
            return;
        }
        results.add(fork.result());
        Histogram more = fork.notes().latency();
        if (more != null && latency == null) {
            latency = more;
        } else if (more != null) {
            latency.add(more);
        }
    }

    void fail(String reason) {
        failure = reason;
    }

    /** Whether another fork is of use. */
    boolean failed() {
        return failure != null;
    }

    /** JMH's results of all forks as one; null when there is none. */
    @Nullable
    RunResult merged() {
        if (results.isEmpty()) {
            return null;
        }
        List<BenchmarkResult> all = new ArrayList<>();
        results.forEach(each -> all.addAll(each.getBenchmarkResults()));
        return new RunResult(results.get(0).getParams(), all);
    }

    /** The row; a failed fork makes a failed row, since what is left would be told as more than it is. */
    Row row() {
        RunResult result = merged();
        double flops = Flops.of(measurement.mode(), measurement.shape(), measurement.cell());
        if (failure != null || result == null) {
            String reason = Objects.requireNonNullElse(failure, "not run");
            double none = Double.NaN;
            return new Row(measurement, implementation, none, none, none, none, 0, flops, none, none, reason);
        }
        DoubleUnaryOperator percentile = percentiles(result);
        return new Row(
                measurement,
                implementation,
                percentile.applyAsDouble(50),
                percentile.applyAsDouble(10),
                percentile.applyAsDouble(90),
                percentile.applyAsDouble(99),
                latency == null ? result.getPrimaryResult().getStatistics().getN() : latency.getTotalCount(),
                flops,
                secondary(result, AllocationProfiler.LABEL),
                secondary(result, LoadProfiler.LABEL),
                null);
    }

    /** Seconds at a percentile. */
    private DoubleUnaryOperator percentiles(RunResult result) {
        Histogram histogram = latency;
        if (histogram != null) {
            return percent -> histogram.getValueAtPercentile(percent) / 1e9;
        }
        Statistics statistics = result.getPrimaryResult().getStatistics();
        double seconds = TimeUnit.MILLISECONDS.toNanos(1) / 1e9;
        return percent -> statistics.getPercentile(percent) * seconds;
    }

    private static double secondary(RunResult result, String label) {
        Result<?> found = result.getSecondaryResults().get(label);
        return found == null ? Double.NaN : found.getScore();
    }
}
