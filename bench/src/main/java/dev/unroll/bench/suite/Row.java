package dev.unroll.bench.suite;

import org.jspecify.annotations.Nullable;

/**
 * What came of one measurement.
 *
 * @param measurement what was measured
 * @param implementation what ran, in words; empty when it failed before it could say
 * @param median seconds per operation; this and the next four are NaN in a failed row
 * @param p10 the time that one in ten operations does not exceed
 * @param p90 the time that nine in ten operations do not exceed
 * @param p99 the time that 99 in 100 operations do not exceed
 * @param samples operations that were timed one by one
 * @param flops floating-point operations of one operation, by the stated formula
 * @param bytesPerOperation bytes that all threads of the JVM together allocated on the heap per operation
 * @param otherLoad cores that other processes kept busy meanwhile, on average; NaN where the system does not tell
 * @param spread the largest median of an iteration over the smallest; NaN in a failed row
 * @param failure why there are no times, null when there are
 */
public record Row(
        Measurement measurement,
        String implementation,
        double median,
        double p10,
        double p90,
        double p99,
        long samples,
        double flops,
        double bytesPerOperation,
        double otherLoad,
        double spread,
        @Nullable String failure) {
    static Row of(Measurement measurement, Series series) {
        String failure = series.failure();
        if (failure != null) {
            return failed(measurement, series.implementation(), failure);
        }
        Series.Times times = series.times();
        return new Row(
                measurement,
                series.implementation(),
                times.median(),
                times.p10(),
                times.p90(),
                times.p99(),
                times.samples(),
                measurement.network().flops(),
                series.bytesPerOperation(),
                series.otherLoad(),
                series.spread(),
                null);
    }

    static Row failed(Measurement measurement, String implementation, String reason) {
        double none = Double.NaN;
        return new Row(
                measurement,
                implementation,
                none,
                none,
                none,
                none,
                0,
                measurement.network().flops(),
                none,
                none,
                none,
                reason);
    }

    /** Floating-point operations per second at the median, in units of 1e9. */
    public double gflops() {
        return flops / median / 1e9;
    }
}
