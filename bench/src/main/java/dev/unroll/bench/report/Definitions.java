package dev.unroll.bench.report;

import dev.unroll.bench.format.Units;
import dev.unroll.bench.suite.SpeedReport;
import dev.unroll.bench.suite.SpeedRun;
import java.util.DoubleSummaryStatistics;
import java.util.Map;
import java.util.stream.Collectors;

/** What the numbers of the speed tables are, said where they stand. */
final class Definitions {
    /** Where those stand that have no choice of threads. */
    static final String THREADS =
            "threads: a device, which does not count them, and the reference, which has one, stand beside the largest number";

    /** What a share of more than the whole means. */
    static final String BEYOND_PEAK =
            "More than 100 %: the machine was slower while the peak was measured, so the shares are too large";

    /** What a step that is faster than its limit means. */
    static final String BELOW_LIMIT =
            "Below 1: several threads with a cache each, or the machine was slower while it was measured";

    private Definitions() {}

    static void write(SpeedReport report, Contenders contenders, Html html) {
        html.element("h3", "What the numbers are").open("dl", "class", "definitions");
        times(report, html);
        modes(html);
        if (!contenders.peers().isEmpty()) {
            define(
                    "vs " + String.join(", vs ", contenders.peers()),
                    "The other framework's median over this row's, both from this run: 2.0x is twice as fast.",
                    html);
        }
        arithmetic(report, html);
        if (SpeedSection.hasSteps(report)) {
            limits(report, html);
        }
        define(
                "allocated",
                "Bytes on the Java heap per operation, all threads together; native memory is not in it.",
                html);
        define(
                "other load",
                "Cores that other processes kept busy meanwhile, on average. A row with more than " + SpeedRun.DISTURBED
                        + " is disturbed and marked with ▲: measure it again.",
                html);
        define(
                "unsteady",
                "A median marked with ≈: those of the row's iterations differ by more than " + SpeedRun.UNSTEADY
                        + "x, because it was still warming up or the machine changed its speed: measure it again.",
                html);
        define("threads", THREADS.substring("threads: ".length()) + ".", html);
        define("samples", "Operations that were timed one by one.", html);
        define("bars", "GFLOP/s from zero; the thin line runs from p90 to p10.", html);
        html.close();
    }

    private static void times(SpeedReport report, Html html) {
        define(
                "median, p10, p90",
                "Time of one operation: half of the samples took no longer than the median, one in ten no longer than p10, nine in ten"
                        + " no longer than p90. Device work has finished when the clock stops.",
                html);
        if (SpeedSection.hasSteps(report)) {
            define(
                    "p50, p99",
                    "In the mode step, latency: half of the steps, and 99 in 100, were answered within this many microseconds.",
                    html);
        }
    }

    private static void limits(SpeedReport report, Html html) {
        define(
                "limit",
                "In the mode step: the time in which one thread reads each weight and bias once, as float32: 4 (Σ G·H·(I_l + H + 2)"
                        + " over the layers + O·(H + 1)) bytes, with G and I_l as above, over the bandwidth with which this run read"
                        + " so many bytes again and again, since caches decide"
                        + bandwidths(report, ": ", "; it could not be measured here")
                        + ". A GPU has its weights in memory of its own and no limit here.",
                html);
        define(
                "x limit",
                "p50 over the limit: a step at 1.0x takes no longer than reading its weights. " + BELOW_LIMIT + ".",
                html);
    }

    private static void arithmetic(SpeedReport report, Html html) {
        define(
                "GFLOP/s",
                "Matrix products only, a multiply-add counts 2, at the median. fwd = 2TN Σ G·H·(I_l + H) over the layers,"
                        + " with G gate blocks and I_l the layer's input; infer = fwd + 2TNHO; train = 3 infer − 2TNGHI;"
                        + " step = infer with T = N = 1.",
                html);
        define(
                "of peak",
                "Share of the fused multiply-adds that the same number of threads reached in this run"
                        + peaks(report, ": ", "; it could not be measured here") + "."
                        + (report.isBeyondPeak() ? " " + BEYOND_PEAK + "." : "")
                        + " Of a step its limit is told instead: memory bounds it, not arithmetic.",
                html);
    }

    private static void modes(Html html) {
        define(
                "infer, train, step",
                "infer: forward with the head, nothing kept. train: forward, softmax cross-entropy at every step, full"
                        + " backpropagation through time, Adam. step: one token of one row, state carried on, from host to host.",
                html);
    }

    /** The measured peaks after {@code before}, or {@code without} when there are none. */
    static String peaks(SpeedReport report, String before, String without) {
        if (report.peaks().isEmpty()) {
            return without;
        }
        return report.peaks().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(each -> Units.digits(each.getValue()) + " GFLOP/s with " + Units.count(each.getKey(), "thread"))
                .collect(Collectors.joining(", ", before, ""));
    }

    /** The measured bandwidths from the least to the most after {@code before}, or {@code without} when there are none. */
    static String bandwidths(SpeedReport report, String before, String without) {
        DoubleSummaryStatistics rates = report.stepLimits().bandwidths().values().stream()
                .mapToDouble(rate -> rate / 1e9)
                .summaryStatistics();
        if (rates.getCount() == 0) {
            return without;
        }
        String least = rates.getCount() == 1 ? "" : Units.digits(rates.getMin()) + " to ";
        return before + least + Units.digits(rates.getMax()) + " GB/s";
    }

    private static void define(String term, String meaning, Html html) {
        html.open("div").element("dt", term).element("dd", meaning).close();
    }
}
