package dev.unroll.bench.validation;

import java.util.List;
import java.util.Map;

/**
 * What came of a validation.
 *
 * @param quick whether the smaller set of sizes ran
 * @param seed of the data
 * @param seconds how long it took
 * @param backends every backend that there is a provider of, or the ones that were asked for
 * @param unreadable golden files that could not be used, each with the reason
 */
public record ValidationReport(
        boolean quick, long seed, double seconds, List<BackendReport> backends, List<String> unreadable) {
    /** Copies the lists. */
    public ValidationReport {
        backends = List.copyOf(backends);
        unreadable = List.copyOf(unreadable);
    }

    /** Whether anything failed: the exit status is 1 then, else 0. */
    public boolean failed() {
        return !unreadable.isEmpty() || backends.stream().anyMatch(BackendReport::failed);
    }

    /** Tables for a terminal. */
    public String text() {
        return new ValidationText(this).toString();
    }

    /** Plain maps, lists, texts and numbers for a JSON writer; the stable form for machines. */
    public Map<String, Object> json() {
        return ValidationJson.of(this);
    }
}
