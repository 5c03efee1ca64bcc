package dev.unroll.bench.jmh;

import dev.unroll.bench.workload.Shape;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.runner.IterationType;

/** The problem fed one step of one row at a time, and how long each measured step took. */
@State(Scope.Benchmark)
public class StepState extends WorkloadState {
    /** Nanoseconds, with three digits, up to a minute. */
    private final Histogram latency = new Histogram(TimeUnit.MINUTES.toNanos(1), 3);

    private boolean measuring;

    @Override
    Shape sized(Shape given) {
        return given.oneStep();
    }

    /** Warm-up is not recorded. */
    @Setup(Level.Iteration)
    public void begin(IterationParams iteration) {
        measuring = iteration.getType() == IterationType.MEASUREMENT;
    }

    void record(long nanoseconds) {
        if (measuring) {
            latency.recordValue(Math.min(nanoseconds, latency.getHighestTrackableValue()));
        }
    }

    /** Hands the histogram over. */
    @TearDown(Level.Trial)
    public void handOver() {
        ForkNotes.latency(latency);
    }
}
