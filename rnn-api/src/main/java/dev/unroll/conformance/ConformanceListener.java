package dev.unroll.conformance;

import java.util.Map;

/** Is told what comes of a run of the kit. */
public interface ConformanceListener {
    /** Hears nothing. */
    ConformanceListener SILENT = new ConformanceListener() {};

    /** A kernel case, a network, a learning task or a drift case is done. */
    default void onCase(CaseResult result) {}

    /** The curves of a drift case whose verdict {@link #onCase} has heard of. */
    default void onDrift(DriftResult result) {}

    /**
     * A network gave these arrays, by name, whether they agree with the reference or not. Not told of the few networks whose numbers are others
     * for this backend than for most, since its products are less exact.
     */
    default void onNetwork(NetworkCase network, Map<String, double[]> results) {}
}
