package dev.unroll.bench.suite;

import dev.unroll.bench.jmh.AllocationProfiler;
import dev.unroll.bench.jmh.LoadProfiler;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

/** What the forks of one request gave, put together. A failed fork fails the whole: what is left would be told as more than it is. */
final class Series {
    private final Request request;
    private final List<RunResult> results = new ArrayList<>();
    private @Nullable Histogram latency;
    private String implementation = "";
    private @Nullable String failure;

    Series(Request request) {
        this.request = request;
    }

    Request request() {
        return request;
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
        Histogram known = latency;
        if (more != null && known != null) {
            known.add(more);
        } else if (more != null) {
            latency = more;
        }
    }

    /** Why there are no times; null when there are. */
    @Nullable
    String failure() {
        return failure != null ? failure : results.isEmpty() ? "not run" : null;
    }

    /** What ran, in words; empty when it failed before it could say. */
    String implementation() {
        return implementation;
    }

    /** JMH's results of all forks as one; there must be one. */
    RunResult result() {
        List<BenchmarkResult> all = new ArrayList<>();
        results.forEach(each -> all.addAll(each.getBenchmarkResults()));
        return new RunResult(results.get(0).getParams(), all);
    }

    /** Times of the operations; needs a result. */
    Times times() {
        Histogram histogram = latency;
        RunResult result = result();
        return histogram != null ? Times.of(histogram) : Times.of(result);
    }

    /** Heap bytes per operation; NaN where the JVM does not tell. */
    double bytesPerOperation() {
        return secondary(AllocationProfiler.LABEL);
    }

    /** Cores that others kept busy; NaN where the system does not tell. */
    double otherLoad() {
        return secondary(LoadProfiler.LABEL);
    }

    /** The largest median of an iteration over the smallest; 1 for a single iteration. */
    double spread() {
        DoubleSummaryStatistics medians = new DoubleSummaryStatistics();
        for (BenchmarkResult fork : result().getBenchmarkResults()) {
            fork.getIterationResults()
                    .forEach(each -> medians.accept(
                            each.getPrimaryResult().getStatistics().getPercentile(50)));
        }
        return medians.getMax() / medians.getMin();
    }

    private double secondary(String label) {
        Result<?> found = result().getSecondaryResults().get(label);
        return found == null ? Double.NaN : found.getScore();
    }

    /**
     * When so many of all operations were done.
     *
     * @param median seconds
     * @param p10 seconds
     * @param p90 seconds
     * @param p99 seconds
     * @param samples operations
     */
    record Times(double median, double p10, double p90, double p99, long samples) {
        static Times of(Histogram nanoseconds) {
            double unit = 1.0 / TimeUnit.SECONDS.toNanos(1);
            return new Times(
                    nanoseconds.getValueAtPercentile(50) * unit,
                    nanoseconds.getValueAtPercentile(10) * unit,
                    nanoseconds.getValueAtPercentile(90) * unit,
                    nanoseconds.getValueAtPercentile(99) * unit,
                    nanoseconds.getTotalCount());
        }

        static Times of(RunResult result) {
            double unit = (double) result.getParams().getTimeUnit().toNanos(1) / TimeUnit.SECONDS.toNanos(1);
            var statistics = result.getPrimaryResult().getStatistics();
            return new Times(
                    statistics.getPercentile(50) * unit,
                    statistics.getPercentile(10) * unit,
                    statistics.getPercentile(90) * unit,
                    statistics.getPercentile(99) * unit,
                    statistics.getN());
        }
    }
}
