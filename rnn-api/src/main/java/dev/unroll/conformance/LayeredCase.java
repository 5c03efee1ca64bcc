package dev.unroll.conformance;

import dev.unroll.backend.Backend;
import dev.unroll.backend.RecurrentSpec;

/** What runs whole layers, and names them in its results: a network, a learning task, a long sequence. */
interface LayeredCase {
    /** The word that stands where others name a kernel. */
    String kernel();

    /** Sizes and variants. */
    String label();

    /** The first layer, for {@link Backend#supports} and {@link Backend#implementationName}. */
    RecurrentSpec firstLayer();

    /** What came of it on a backend. */
    default CaseResult result(
            Backend backend, long seed, CaseResult.Outcome outcome, double nmse, double bound, String detail) {
        return new CaseResult(
                backend.name(),
                backend.device(),
                kernel(),
                label(),
                backend.implementationName(firstLayer()),
                seed,
                outcome,
                nmse,
                bound,
                detail);
    }
}
