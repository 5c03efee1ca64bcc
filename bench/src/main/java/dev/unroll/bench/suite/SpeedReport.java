package dev.unroll.bench.suite;

import dev.unroll.bench.format.Units;
import java.util.List;
import java.util.Map;

/**
 * What came of the benchmarks.
 *
 * @param command the command line that gave them
 * @param rows networks, in the order in which they were finished
 * @param kernels single kernels, in that order as well
 * @param peaks by number of threads: the most fused multiply-adds that this machine's vector units reached in this run, in GFLOP/s (a
 *     multiply-add is 2); empty where it cannot be measured
 * @param stepLimits how fast the steps among the rows can be at most
 * @param peers names among the rows' contenders that are other frameworks, each with its description
 * @param planned how many rows there are to be; more than there are in a run that was stopped
 * @param seconds how long it took
 */
public record SpeedReport(
        String command,
        List<Row> rows,
        List<KernelRow> kernels,
        Map<Integer, Double> peaks,
        StepLimits stepLimits,
        Map<String, String> peers,
        int planned,
        double seconds) {
    /** Copies the collections. */
    public SpeedReport {
        rows = List.copyOf(rows);
        kernels = List.copyOf(kernels);
        peaks = Map.copyOf(peaks);
        peers = Map.copyOf(peers);
    }

    /** How many rows there are, failed ones included. */
    public int finished() {
        return rows.size() + kernels.size();
    }

    /** Whether rows are missing that were planned. */
    public boolean isPartial() {
        return finished() < planned;
    }

    /** How far a run came that was stopped; empty for one that came to its end. */
    public String interruption() {
        return isPartial() ? "interrupted: " + finished() + " of " + Units.count(planned, "row") : "";
    }

    /** Share of this run's measured peak that a row reached; NaN where there is none (a device with an arithmetic of its own). */
    public double shareOfPeak(Row row) {
        return row.gflops() / peaks.getOrDefault(row.measurement().threads(), Double.NaN);
    }

    /** The same of a kernel; NaN as well for one that computes nothing. */
    public double shareOfPeak(KernelRow row) {
        double peak = peaks.getOrDefault(row.measurement().threads(), Double.NaN);
        return row.flops() == 0 ? Double.NaN : row.gflops() / peak;
    }

    /** Whether a row was faster than the measured peak: then it is the peak that was measured too low, since it is a limit. */
    public boolean isBeyondPeak() {
        return rows.stream().anyMatch(row -> shareOfPeak(row) > 1)
                || kernels.stream().anyMatch(row -> shareOfPeak(row) > 1);
    }

    /** Whether a row has no times. */
    public boolean failed() {
        return rows.stream().anyMatch(row -> row.failure() != null)
                || kernels.stream().anyMatch(row -> row.failure() != null);
    }
}
