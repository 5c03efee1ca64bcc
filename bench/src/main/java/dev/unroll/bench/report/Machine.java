package dev.unroll.bench.report;

import java.util.List;

/**
 * Where a report was made.
 *
 * @param processor as the system calls it
 * @param cores that the JVM may use
 * @param memoryBytes of the machine
 * @param system operating system and version
 * @param java runtime and version
 * @param backends every backend there is, available or not, and the other frameworks on the class path
 * @param date of the run, ISO 8601
 */
public record Machine(
        String processor,
        int cores,
        long memoryBytes,
        String system,
        String java,
        List<BackendLine> backends,
        String date) {
    /**
     * A backend as the report's head shows it.
     *
     * @param name its word
     * @param available whether it ran
     * @param detail device and version, or the reason why it did not run and the cure
     */
    public record BackendLine(String name, boolean available, String detail) {}

    /** Copies the list. */
    public Machine {
        backends = List.copyOf(backends);
    }
}
