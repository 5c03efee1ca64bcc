package dev.unroll.bench.suite;

/** Is told how the benchmarks go. */
public interface SpeedListener {
    /** Hears nothing. */
    SpeedListener SILENT = new SpeedListener() {};

    /** Before anything runs: so many rows lie ahead, and will take about so long. */
    default void onPlan(int rows, double seconds) {}

    /**
     * A row is finished, or has failed.
     *
     * @param row the latest
     * @param run everything so far, this row included
     * @param secondsLeft about how long the rest will take
     */
    default void onRow(Row row, SpeedRun run, double secondsLeft) {}

    /** As {@link #onRow}, for a single kernel. */
    default void onKernel(KernelRow row, SpeedRun run, double secondsLeft) {}
}
