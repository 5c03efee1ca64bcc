package dev.unroll.bench.validation;

import dev.unroll.backend.Device;
import dev.unroll.backend.ProductPrecision;
import dev.unroll.bench.format.Units;
import dev.unroll.conformance.CaseResult;
import dev.unroll.conformance.Comparison;
import dev.unroll.conformance.DriftResult;
import dev.unroll.conformance.ErrorBounds;
import dev.unroll.conformance.GoldenResult;
import dev.unroll.conformance.NetworkResults;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came of validating one device of one backend.
 *
 * @param name the backend
 * @param device where it ran, null when it did not
 * @param skipped why it did not run and what to do, null when it did
 * @param broken what stopped it, null when it ran to the end
 * @param requested whether it was asked for by name: then not being there is a failure
 * @param cases kernel cases, networks, learning tasks and drift cases, in order
 * @param drift the curves of the drift cases, in order
 * @param golden golden files, in order
 * @param precision how exactly it computes its products, which decides the bounds
 */
public record BackendReport(
        String name,
        @Nullable Device device,
        @Nullable String skipped,
        @Nullable String broken,
        boolean requested,
        List<CaseResult> cases,
        List<DriftResult> drift,
        List<GoldenResult> golden,
        ProductPrecision precision) {
    /** Copies the lists. */
    public BackendReport {
        cases = List.copyOf(cases);
        drift = List.copyOf(drift);
        golden = List.copyOf(golden);
    }

    /** Of a backend whose products are as exact as its elements. */
    public BackendReport(
            String name,
            @Nullable Device device,
            @Nullable String skipped,
            @Nullable String broken,
            boolean requested,
            List<CaseResult> cases,
            List<DriftResult> drift,
            List<GoldenResult> golden) {
        this(name, device, skipped, broken, requested, cases, drift, golden, ProductPrecision.ELEMENTS);
    }

    /** A report on what could not be run, and why. */
    static BackendReport skipped(String name, String reason, boolean requested) {
        return new BackendReport(name, null, reason, null, requested, List.of(), List.of(), List.of());
    }

    /** The backend, and which of its devices unless it is the first: what {@link dev.unroll.conformance.PairResult} calls it. */
    public String label() {
        return device == null ? name : NetworkResults.label(name, device);
    }

    /** By which bounds it is judged, where they are wider than usual; else empty. */
    public String judgement() {
        ErrorBounds bounds = ErrorBounds.of(precision);
        return precision == ProductPrecision.ELEMENTS
                ? ""
                : "products in " + precision + ": judged by " + Units.bound(bounds.product()) + " for one, by "
                        + Units.bound(bounds.network()) + " for what many make, such as a network's gradients";
    }

    /** The cases that failed. */
    public List<CaseResult> failures() {
        return cases.stream().filter(CaseResult::failed).toList();
    }

    /** How many arrays of golden files are outside their bounds. */
    public long goldenFailures() {
        return golden.stream()
                .flatMap(file -> file.arrays().stream())
                .filter(array -> !array.agrees())
                .count();
    }

    /** How many arrays of golden files were compared. */
    public long goldenArrays() {
        return golden.stream()
                .map(GoldenResult::arrays)
                .mapToLong(List<Comparison>::size)
                .sum();
    }

    /** Whether anything is wrong. */
    public boolean failed() {
        return broken != null || skipped != null && requested || !failures().isEmpty() || goldenFailures() > 0;
    }
}
