package dev.unroll.bench.trace;

import java.util.List;

/**
 * The words beside a ledger's numbers.
 *
 * @param title what was traced
 * @param reads what each step reads: a word or a number
 * @param wants what each step should say; empty where nothing is asked
 */
public record TraceLabels(String title, List<String> reads, List<String> wants) {
    /** Copies the lists. */
    public TraceLabels {
        reads = List.copyOf(reads);
        wants = List.copyOf(wants);
    }
}
