package dev.unroll.backend;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Picks one of the given providers, in the order given. A provider that throws where it must not counts as unavailable. */
final class BackendSelection {
    private static final Logger LOG = System.getLogger("dev.unroll.backend");

    private final List<BackendProvider> providers;

    BackendSelection(List<BackendProvider> providers) {
        this.providers = List.copyOf(providers);
    }

    /** Highest priority first, then by name. */
    static List<BackendProvider> sorted(Collection<BackendProvider> providers) {
        List<BackendProvider> sorted = new ArrayList<>(providers);
        sorted.sort(
                Comparator.comparingInt(BackendProvider::priority).reversed().thenComparing(BackendProvider::name));
        return sorted;
    }

    Backend open(String wanted) {
        return wanted.equals(Backends.AUTO) ? openAutomatically() : openByName(wanted);
    }

    List<BackendStatus> survey(String... askedFor) {
        List<String> asked = List.of(askedFor);
        List<BackendStatus> result = new ArrayList<>();
        boolean taken = false;
        for (BackendProvider provider : providers) {
            ProbeMode mode = asked.contains(provider.name()) ? ProbeMode.BY_NAME : ProbeMode.PASSIVE;
            Found found = look(provider, mode, provider::automaticDevice);
            boolean automatic = !taken && found.device().isPresent();
            taken |= automatic;
            result.add(new BackendStatus(
                    provider.name(), provider.priority(), found.availability(), found.devices(), automatic));
        }
        return result;
    }

    private Backend openAutomatically() {
        for (BackendProvider provider : providers) {
            Optional<Device> device =
                    look(provider, ProbeMode.PASSIVE, provider::automaticDevice).device();
            if (device.isPresent()) {
                return opened(provider, device.get(), "auto: the first available in the order of priority");
            }
        }
        throw new BackendUnavailableException("no backend is available" + listing(Backends.AUTO));
    }

    private Backend openByName(String name) {
        for (BackendProvider provider : providers) {
            if (!provider.name().equals(name)) {
                continue;
            }
            Found found = look(provider, ProbeMode.BY_NAME, provider::selectedDevice);
            if (found.device().isPresent()) {
                return opened(provider, found.device().get(), "asked for by name");
            }
            boolean available = found.availability().available();
            throw new BackendUnavailableException("backend " + name
                    + (available
                            ? " has no device like the one selected"
                            : " is not available: " + found.availability().detail())
                    + listing(name));
        }
        throw new BackendUnavailableException("there is no backend called \"" + name + "\"" + listing(name));
    }

    private static Backend opened(BackendProvider provider, Device device, String why) {
        Backend backend = provider.open(device);
        LOG.log(Level.INFO, "backend {0} on {1} ({2})", provider.name(), device.name(), why);
        return backend;
    }

    /** What a provider says about itself. */
    private record Found(Availability availability, List<Device> devices, Optional<Device> device) {
        static Found nothing(Availability availability) {
            return new Found(availability, List.of(), Optional.empty());
        }
    }

    private static Found look(BackendProvider provider, ProbeMode mode, Supplier<Optional<Device>> choice) {
        if (provider.spiVersion() != BackendProvider.SPI_VERSION) {
            return Found.nothing(Availability.unavailable(
                    "written for SPI version " + provider.spiVersion() + ", this is " + BackendProvider.SPI_VERSION,
                    "use the version of " + provider.name() + " that belongs to this rnn-api"));
        }
        try {
            Availability availability = provider.probe(mode);
            return availability.available()
                    ? new Found(availability, provider.devices(), choice.get())
                    : Found.nothing(availability);
        } catch (RuntimeException | LinkageError broken) {
            // One broken driver must not keep the other backends from being found.
            return Found.nothing(Availability.unavailable(
                    "looking for it failed: " + broken, "report this: a provider must not throw while it is probed"));
        }
    }

    private String listing(String asked) {
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
        return text.append("\npick one with -D")
                .append(Backends.PROPERTY)
                .append("=NAME")
                .toString();
    }
}
