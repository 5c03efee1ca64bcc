package dev.unroll.bench.suite;

import dev.unroll.backend.RecurrentSpec;
import org.jspecify.annotations.Nullable;

/**
 * What came of timing one kernel.
 *
 * @param measurement what was measured
 * @param implementation what ran, in words; empty when it failed before it could say
 * @param median seconds per call; this and the next three are NaN in a failed row
 * @param p10 the time that one in ten calls does not exceed
 * @param p90 the time that nine in ten calls do not exceed
 * @param p99 the time that 99 in 100 calls do not exceed
 * @param samples calls that were timed one by one
 * @param flops floating-point operations of one call, see {@link dev.unroll.conformance.KernelCase#flops}
 * @param bytes that one call must move, see {@link dev.unroll.conformance.KernelCase#bytes}
 * @param bytesPerOperation bytes that all threads of the JVM together allocated on the heap per call; NaN where the JVM does not tell
 * @param otherLoad cores that other processes kept busy meanwhile, on average; NaN where the system does not tell
 * @param spread the largest median of an iteration over the smallest; NaN in a failed row
 * @param failure why there are no times, null when there are
 */
public record KernelRow(
        KernelMeasurement measurement,
        String implementation,
        double median,
        double p10,
        double p90,
        double p99,
        long samples,
        long flops,
        long bytes,
        double bytesPerOperation,
        double otherLoad,
        double spread,
        @Nullable String failure) {

    static KernelRow of(KernelMeasurement measurement, Series series) {
        String failure = series.failure();
        if (failure != null) {
            return failed(measurement, series.implementation(), failure);
        }
        Series.Times times = series.times();
        return new KernelRow(
                measurement,
                series.implementation(),
                times.median(),
                times.p10(),
                times.p90(),
                times.p99(),
                times.samples(),
                measurement.kernelCase().flops(),
                measurement.kernelCase().bytes(),
                series.bytesPerOperation(),
                series.otherLoad(),
                series.spread(),
                null);
    }

    static KernelRow failed(KernelMeasurement measurement, String implementation, String reason) {
        double none = Double.NaN;
        long flops = measurement.kernelCase().flops();
        long bytes = measurement.kernelCase().bytes();
        return new KernelRow(
                measurement, implementation, none, none, none, none, 0, flops, bytes, none, none, none, reason);
    }

    /** Median seconds of a time step: a call's over the steps of its sequence; NaN for a kernel that runs over none. */
    public double step() {
        RecurrentSpec layer = measurement.kernelCase().layer();
        return layer == null ? Double.NaN : median / layer.steps();
    }

    /** Floating-point operations per second at the median, in units of 1e9; 0 for a kernel that only moves elements. */
    public double gflops() {
        return flops / median / 1e9;
    }

    /** Bytes per second at the median, in units of 1e9: from memory where no cache holds the operands. */
    public double gigabytes() {
        return bytes / median / 1e9;
    }
}
