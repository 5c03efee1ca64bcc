package dev.unroll.conformance;

import dev.unroll.backend.Availability;
import dev.unroll.backend.Backend;
import dev.unroll.backend.BackendStatus;
import dev.unroll.backend.Backends;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Opens a backend for a test. Where it is not available the test is skipped, and the log says why, unless the system property
 * {@value #REQUIRE}, a list with commas, names it: then that is an error.
 */
public final class TestedBackend {
    /** The system property that names the backends, and other things that tests use, that must be there. */
    public static final String REQUIRE = "rnn.test.require";

    private static final Logger LOG = System.getLogger("dev.unroll.conformance");

    private static final Set<String> SAID = ConcurrentHashMap.newKeySet();

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
        sayAbsent(name, reason);
        return Optional.empty();
    }

    /**
     * To be called before a test is skipped because something is not there, a backend or anything else with a word in the list: the log says
     * why, once.
     *
     * @throws IllegalStateException when it is required
     */
    public static void sayAbsent(String word, String reason) {
        if (isRequired(word)) {
            throw new IllegalStateException(reason + " (" + word + " is required by -D" + REQUIRE + ")");
        }
        if (SAID.add(reason)) {
            LOG.log(Level.WARNING, "skipped: {0}", reason);
        }
    }

    private static boolean isRequired(String name) {
        return Arrays.stream(System.getProperty(REQUIRE, "").split(","))
                .map(String::strip)
                .anyMatch(name::equals);
    }
}
