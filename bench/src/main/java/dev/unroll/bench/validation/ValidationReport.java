package dev.unroll.bench.validation;

import dev.unroll.conformance.PairResult;
import dev.unroll.conformance.PlantedFault;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What came of a validation.
 *
 * @param quick whether the smaller set of sizes ran
 * @param seed of the data
 * @param seconds how long it took
 * @param planted the fault that was planted into every backend, which must then fail; null in a report to be believed
 * @param backends every device of every backend that there is a provider of, or of the ones that were asked for
 * @param pairs every two of them, the reference left out, compared with each other
 * @param unreadable golden files that could not be used, each with the reason
 */
public record ValidationReport(
        boolean quick,
        long seed,
        double seconds,
        @Nullable PlantedFault planted,
        List<BackendReport> backends,
        List<PairResult> pairs,
        List<String> unreadable) {
    /** Copies the lists. */
    public ValidationReport {
        backends = List.copyOf(backends);
        pairs = List.copyOf(pairs);
        unreadable = List.copyOf(unreadable);
    }

    /** Whether anything failed: the exit status is 1 then, else 0. */
    public boolean failed() {
        return !unreadable.isEmpty()
                || backends.stream().anyMatch(BackendReport::failed)
                || pairs.stream().anyMatch(PairResult::failed);
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
