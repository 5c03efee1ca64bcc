package dev.unroll.backend;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
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
        String wanted = name == null ? configured() : normal(name);
        return wanted.equals(AUTO) ? openAutomatically() : openByName(wanted);
    }

    /** What property and environment ask for. */
    public static String configured() {
        String property = System.getProperty(PROPERTY);
        if (property != null && !property.isBlank()) {
            return normal(property);
        }
        String environment = System.getenv(ENVIRONMENT);
        return environment == null || environment.isBlank() ? AUTO : normal(environment);
    }

    /** Every backend, those that cannot run here included, in the order of {@code auto}; {@code askedFor} are probed by name. */
    public static List<BackendStatus> survey(String... askedFor) {
        List<String> asked = List.of(askedFor);
        List<BackendStatus> result = new ArrayList<>();
        boolean taken = false;
        for (BackendProvider provider : providers()) {
            ProbeMode mode = asked.contains(provider.name()) ? ProbeMode.BY_NAME : ProbeMode.PASSIVE;
            Availability availability = probe(provider, mode);
            boolean automatic = !taken
                    && availability.available()
                    && provider.automaticDevice().isPresent();
            taken |= automatic;
            List<Device> devices = availability.available() ? provider.devices() : List.of();
            result.add(new BackendStatus(provider.name(), provider.priority(), availability, devices, automatic));
        }
        return result;
    }

    /** Every provider, highest priority first. */
    public static List<BackendProvider> providers() {
        // The context loader sees what a container deployed; our own loader sees what lies beside this class where no context loader is set.
        Map<String, BackendProvider> byClass = new LinkedHashMap<>();
        collect(ServiceLoader.load(BackendProvider.class), byClass);
        collect(ServiceLoader.load(BackendProvider.class, Backends.class.getClassLoader()), byClass);
        List<BackendProvider> sorted = new ArrayList<>(byClass.values());
        sorted.sort(Comparator.comparingInt(BackendProvider::priority).reversed().thenComparing(BackendProvider::name));
        return sorted;
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

    private static Backend openAutomatically() {
        for (BackendProvider provider : providers()) {
            if (!probe(provider, ProbeMode.PASSIVE).available()) {
                continue;
            }
            Optional<Device> device = provider.automaticDevice();
            if (device.isPresent()) {
                return opened(provider, device.get(), "auto: the first available in the order of priority");
            }
        }
        throw new BackendUnavailableException("no backend is available" + listing(AUTO));
    }

    private static Backend openByName(String name) {
        for (BackendProvider provider : providers()) {
            if (!provider.name().equals(name)) {
                continue;
            }
            Availability availability = probe(provider, ProbeMode.BY_NAME);
            Optional<Device> device = availability.available() ? provider.selectedDevice() : Optional.empty();
            if (device.isPresent()) {
                return opened(provider, device.get(), "asked for by name");
            }
            throw new BackendUnavailableException("backend " + name + " is not available" + listing(name));
        }
        throw new BackendUnavailableException("there is no backend called \"" + name + "\"" + listing(name));
    }

    private static Backend opened(BackendProvider provider, Device device, String why) {
        Backend backend = provider.open(device);
        LOG.log(Level.INFO, "backend {0} on {1} ({2})", provider.name(), device.name(), why);
        return backend;
    }

    private static Availability probe(BackendProvider provider, ProbeMode mode) {
        if (provider.spiVersion() != BackendProvider.SPI_VERSION) {
            return Availability.unavailable(
                    "written for SPI version " + provider.spiVersion() + ", this is " + BackendProvider.SPI_VERSION,
                    "use the version of " + provider.name() + " that belongs to this rnn-api");
        }
        return provider.probe(mode);
    }

    private static String listing(String asked) {
        StringBuilder text = new StringBuilder("; the backends here:");
        for (BackendStatus status : survey(asked)) {
            Availability availability = status.availability();
            text.append("\n  ")
                    .append(status.name())
                    .append(": ")
                    .append(availability.available() ? "available, " : "not available, ")
                    .append(availability.detail());
            if (!availability.cure().isEmpty()) {
                text.append("; ").append(availability.cure());
            }
        }
        return text.append("\npick one with -D").append(PROPERTY).append("=NAME").toString();
    }

    private static String normal(String name) {
        return name.strip().toLowerCase(Locale.ROOT);
    }
}
