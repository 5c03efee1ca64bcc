package dev.unroll.conformance;

import dev.unroll.backend.Availability;
import dev.unroll.backend.Backend;
import dev.unroll.backend.BackendStatus;
import dev.unroll.backend.Backends;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Arrays;
import java.util.Optional;

/**
 * Opens a backend for a test. Where it is not available the test is skipped, and the log says why, unless the system property
 * {@value #REQUIRE}, a list with commas, names it: then that is an error.
 */
public final class TestedBackend {
    /** The system property that names the backends that must be there. */
    public static final String REQUIRE = "rnn.test.require";

    private static final Logger LOG = System.getLogger("dev.unroll.conformance");

    private TestedBackend() {}

    /**
     * The backend, or nothing when it is not available and not required.
     *
     * @throws IllegalStateException when it is required and not available
     */
    public static Optional<Backend> open(String name) {
        Availability availability = Backends.survey(name).stream()
                .filter(status -> status.name().equals(name))
                .map(BackendStatus::availability)
                .findFirst()
                .orElseGet(
                        () -> Availability.unavailable("no provider of that name", "put its module on the class path"));
        if (availability.available()) {
            return Optional.of(Backends.open(name));
        }
        String reason = "backend " + name + " is not available: " + availability.detail()
                + (availability.cure().isEmpty() ? "" : "; " + availability.cure());
        if (isRequired(name)) {
            throw new IllegalStateException(reason + " (required by -D" + REQUIRE + ")");
        }
        LOG.log(Level.WARNING, "skipped: {0}", reason);
        return Optional.empty();
    }

    private static boolean isRequired(String name) {
        return Arrays.stream(System.getProperty(REQUIRE, "").split(","))
                .map(String::strip)
                .anyMatch(name::equals);
    }
}
