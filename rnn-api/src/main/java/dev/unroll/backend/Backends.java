package dev.unroll.backend;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/**
 * Finds the backends of the class or module path and opens the one that was picked. This is the one place that reads the selection: a name
 * that the caller gives goes before the system property {@value #PROPERTY}, which goes before the environment variable
 * {@value #ENVIRONMENT}; without any of them it is {@value #AUTO}.
 */
public final class Backends {
    /** The system property that picks a backend. */
    public static final String PROPERTY = "rnn.backend";
    /** The environment variable behind it. */
    public static final String ENVIRONMENT = "RNN_BACKEND";
    /** Takes the first available backend in the order of priority. */
    public static final String AUTO = "auto";

    private static final Logger LOG = System.getLogger("dev.unroll.backend");

    private Backends() {}

    /** Opens the backend that property or environment pick, {@code auto} without them. */
    public static Backend open() {
        return open(null);
    }

    /**
     * Opens a backend by name, or as configured when {@code name} is null.
     *
     * @throws BackendUnavailableException when it was asked for by name and is not there; the message lists every backend with its reason
     */
    public static Backend open(@Nullable String name) {
        return new BackendSelection(providers()).open(name == null ? configured() : normal(name));
    }

    /** What property and environment ask for. */
    public static String configured() {
        return configured(System.getProperty(PROPERTY), System.getenv(ENVIRONMENT));
    }

    static String configured(@Nullable String property, @Nullable String environment) {
        if (property != null && !property.isBlank()) {
            return normal(property);
        }
        return environment == null || environment.isBlank() ? AUTO : normal(environment);
    }

    /** Every backend, those that cannot run here included, in the order of {@code auto}; {@code askedFor} are probed by name. */
    public static List<BackendStatus> survey(String... askedFor) {
        return new BackendSelection(providers()).survey(askedFor);
    }

    /** The same for the backends of these providers, in their order. */
    public static List<BackendStatus> survey(List<BackendProvider> providers, String... askedFor) {
        return new BackendSelection(providers).survey(askedFor);
    }

    /** Every provider, highest priority first. */
    public static List<BackendProvider> providers() {
        // The context loader sees what a container deployed; our own loader sees what lies beside this class where no
        // context loader is set.
        Map<String, BackendProvider> byClass = new LinkedHashMap<>();
        collect(ServiceLoader.load(BackendProvider.class), byClass);
        collect(ServiceLoader.load(BackendProvider.class, Backends.class.getClassLoader()), byClass);
        return BackendSelection.sorted(byClass.values());
    }

    private static void collect(ServiceLoader<BackendProvider> loader, Map<String, BackendProvider> byClass) {
        var iterator = loader.iterator();
        while (true) {
            try {
                if (!iterator.hasNext()) {
                    return;
                }
                BackendProvider provider = iterator.next();
                byClass.putIfAbsent(provider.getClass().getName(), provider);
            } catch (ServiceConfigurationError | LinkageError broken) {
                LOG.log(Level.WARNING, "a backend provider cannot be loaded and is left out: " + broken.getMessage());
            }
        }
    }

    private static String normal(String name) {
        return name.strip().toLowerCase(Locale.ROOT);
    }
}
