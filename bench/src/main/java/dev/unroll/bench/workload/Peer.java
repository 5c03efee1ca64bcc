package dev.unroll.bench.workload;

import dev.unroll.backend.Availability;

/** Another framework that runs the same problems, for comparison; found by {@link java.util.ServiceLoader}. */
public interface Peer {
    /** The word for it in options and reports: lower case, no spaces. */
    String name();

    /** Its name and version and what it computes with, for reports. */
    String description();

    /** Whether it can run here, and run as fast as it can: a setting that slows it down makes it unavailable, with the cure. Never throws. */
    Availability probe();

    /**
     * Loads a problem.
     *
     * @param threads how many threads it may compute with
     */
    Workload open(Problem problem, int threads);
}
