package dev.unroll.bench.workload;

import dev.unroll.backend.Backend;
import dev.unroll.backend.BackendProvider;
import dev.unroll.backend.BackendUnavailableException;
import dev.unroll.backend.Backends;
import dev.unroll.backend.Device;
import dev.unroll.backend.DeviceKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;

/** Opens a problem on whatever can run it here, by name: our backends and the peers that are on the class path. */
public final class Workloads {
    /** The system property by which the CPU backend is told how many threads compute. */
    private static final String CPU_THREADS = "rnn.cpu.threads";

    private Workloads() {}

    /** The other frameworks on the class path. */
    public static List<Peer> peers() {
        List<Peer> peers = new ArrayList<>();
        ServiceLoader.load(Peer.class).forEach(peers::add);
        return peers;
    }

    /** The names of all backends, available or not, then those of all peers. */
    public static List<String> names() {
        List<String> names = new ArrayList<>();
        Backends.providers().stream().map(BackendProvider::name).forEach(names::add);
        peers().stream().map(Peer::name).forEach(names::add);
        return names;
    }

    /**
     * Loads a problem.
     *
     * @param name a backend or a peer
     * @param threads how many threads it may compute with; 0 leaves that to it
     * @throws IllegalArgumentException when nothing has that name
     * @throws dev.unroll.backend.BackendException when it cannot run here
     */
    public static Workload open(String name, Problem problem, int threads) {
        for (Peer peer : peers()) {
            if (peer.name().equals(name)) {
                return peer.open(problem, threads);
            }
        }
        if (!names().contains(name)) {
            throw new IllegalArgumentException("backend: \"" + name + "\"; expected one of " + names());
        }
        return new BackendWorkload(openBackend(name, threads), problem);
    }

    /**
     * Opens a backend that computes with so many threads; 0 leaves that to it.
     *
     * @throws BackendUnavailableException when its device is an emulator, whose times mean nothing, or it cannot run here
     */
    public static Backend openBackend(String name, int threads) {
        if (threads > 0) {
            System.setProperty(CPU_THREADS, Integer.toString(threads));
        }
        Backend backend = Backends.open(name);
        Optional<String> refusal = refusal(backend.device());
        if (refusal.isPresent()) {
            backend.close();
            throw new BackendUnavailableException(refusal.get());
        }
        return backend;
    }

    /** Why a device is not timed, if it is not. */
    public static Optional<String> refusal(Device device) {
        return device.kind() == DeviceKind.EMULATOR
                ? Optional.of(device.name() + " is an emulator, whose times mean nothing")
                : Optional.empty();
    }
}
