package dev.unroll.bench.validation;

import dev.unroll.conformance.CaseResult;
import dev.unroll.conformance.GoldenResult;

/** Is told how a validation goes. */
public interface ValidationListener {
    /** Hears nothing. */
    ValidationListener SILENT = new ValidationListener() {};

    /** A backend begins, with so many cases and golden files ahead of it. */
    default void onBackend(String backend, int cases) {}

    /** A kernel case, network, learning task or drift case is done. */
    default void onCase(CaseResult result) {}

    /** A golden file is done. */
    default void onGolden(GoldenResult result) {}
}
