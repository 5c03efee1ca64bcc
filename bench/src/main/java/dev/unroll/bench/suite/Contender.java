package dev.unroll.bench.suite;

import dev.unroll.backend.Availability;
import dev.unroll.backend.BackendProvider;
import dev.unroll.backend.BackendStatus;
import dev.unroll.backend.Backends;
import dev.unroll.backend.Device;
import dev.unroll.backend.DeviceKind;
import dev.unroll.bench.workload.Flops;
import dev.unroll.bench.workload.Mode;
import dev.unroll.bench.workload.Peer;
import dev.unroll.bench.workload.Shape;
import dev.unroll.bench.workload.Shapes;
import dev.unroll.bench.workload.Workloads;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A backend or peer that may be timed.
 *
 * @param name its word in options
 * @param description of a peer: its name and version; null for a backend
 * @param unavailable why it cannot run here and what to do, null when it can
 * @param requested whether it was asked for by name
 * @param onProcessor whether it computes on the processor, with the processor's memory
 */
record Contender(
        String name,
        @Nullable String description,
        @Nullable String unavailable,
        boolean requested,
        boolean onProcessor) {
    private static final String CPU = "cpu";
    private static final String REFERENCE = "reference";

    /** All there are, or those that are asked for. */
    static List<Contender> find(Set<String> wanted) {
        for (String name : wanted) {
            if (!Workloads.names().contains(name)) {
                throw new IllegalArgumentException(
                        "backend: \"" + name + "\"; expected one of " + String.join(", ", Workloads.names()));
            }
        }
        List<Contender> found = new ArrayList<>();
        for (BackendStatus status : Backends.survey(wanted.toArray(String[]::new))) {
            Availability availability = status.availability();
            Optional<Device> device = availability.available() ? device(status.name()) : Optional.empty();
            boolean onProcessor =
                    device.filter(each -> each.kind() == DeviceKind.CPU).isPresent();
            found.add(of(status.name(), null, timeable(availability, device), wanted, onProcessor));
        }
        for (Peer peer : Workloads.peers()) {
            // A peer is told how many threads to take: those of the processor.
            found.add(of(peer.name(), peer.description(), peer.probe(), wanted, true));
        }
        return found.stream()
                .filter(each -> wanted.isEmpty() || each.requested())
                .toList();
    }

    /** The device that a backend would take. */
    private static Optional<Device> device(String backend) {
        return Backends.providers().stream()
                .filter(provider -> provider.name().equals(backend))
                .map(BackendProvider::selectedDevice)
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** A backend is there, but the device that it would take may be one that nobody is to time. */
    private static Availability timeable(Availability availability, Optional<Device> device) {
        return device.flatMap(Workloads::refusal)
                .map(reason -> Availability.unavailable(reason, "pick a real device; \"validate\" takes an emulator"))
                .orElse(availability);
    }

    private static Contender of(
            String name,
            @Nullable String description,
            Availability availability,
            Set<String> wanted,
            boolean onProcessor) {
        String cure = availability.cure().isEmpty() ? "" : "; " + availability.cure();
        String reason = availability.available() ? null : availability.detail() + cure;
        return new Contender(name, description, reason, wanted.contains(name), onProcessor);
    }

    /** Whether it is another framework. */
    boolean isPeer() {
        return description != null;
    }

    /**
     * The numbers of threads to time it with, by the group in which it takes turns with others: those that are wanted, each in the group of
     * its own; a device, which does not count its threads (0), and the reference, which has 1, once, in the group of the largest number.
     */
    Map<Integer, Integer> threadsByGroup(List<Integer> wanted) {
        Map<Integer, Integer> threads = new LinkedHashMap<>();
        if (isPeer() || name.equals(CPU)) {
            wanted.forEach(number -> threads.put(number, number));
        } else {
            threads.put(Collections.max(wanted), name.equals(REFERENCE) ? 1 : 0);
        }
        return threads;
    }

    /** Whether it is timed on a network: the reference, which is scalar, on nothing larger than the tiny one unless it is asked for. */
    boolean takes(Suite.Network network) {
        if (!name.equals(REFERENCE) || requested) {
            return true;
        }
        double tiny = Flops.of(Mode.TRAIN, Shape.parse(Shapes.TINY), network.cell());
        return Flops.of(Mode.TRAIN, network.shape(), network.cell()) <= tiny;
    }

    /** Whether single kernels are timed on it: not on a peer, and on the reference only when it is asked for. */
    boolean takesKernels() {
        return !isPeer() && (!name.equals(REFERENCE) || requested);
    }

    /** A guess at how many seconds so many floating-point operations take, for the time that is announced. */
    double guess(double flops, int threads) {
        return guess(name, flops, threads);
    }

    static double guess(String name, double flops, int threads) {
        double rate = name.equals(REFERENCE) ? 1e9 : 2e10 * Math.max(1, threads);
        return flops / rate;
    }
}
