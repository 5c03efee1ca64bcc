package dev.unroll.bench.jmh;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Whole networks. An operation has finished, on the device as well, when its method returns; the batch was uploaded before. See
 * {@link dev.unroll.bench.workload.Mode} for what is in an operation.
 */
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(
        value = 2,
        jvmArgsAppend = {"-Xms2g", "-Xmx2g", "--add-modules=jdk.incubator.vector"})
public class NetworkBenchmark {
    /** Forward with the head, nothing kept. */
    @Benchmark
    public void infer(WorkloadState state) {
        state.workload.infer();
    }

    /** Forward, loss, backward, Adam. */
    @Benchmark
    public double train(WorkloadState state) {
        return state.workload.train();
    }

    /**
     * One time step of one row. JMH reports the operations that it samples; the histogram behind p50 and p99 of our reports holds every
     * one, so that a rare pause is not missed.
     */
    @Benchmark
    @OutputTimeUnit(TimeUnit.MICROSECONDS)
    public float[] step(StepState state) {
        long start = System.nanoTime();
        float[] outputs = state.workload.step();
        state.record(System.nanoTime() - start);
        return outputs;
    }
}
