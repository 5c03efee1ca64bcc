package dev.unroll.bench.suite;

import dev.unroll.backend.Availability;
import dev.unroll.backend.BackendProvider;
import dev.unroll.backend.Device;
import dev.unroll.backend.ProbeMode;
import java.util.List;
import java.util.Optional;

/** A backend for tests, with one device: to be had by name only, so that no other test meets it. */
abstract class ByNameProvider implements BackendProvider {
    private final String name;
    private final Device device;

    ByNameProvider(String name, Device device) {
        this.name = name;
        this.device = device;
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final int priority() {
        return -1;
    }

    @Override
    public final int spiVersion() {
        return SPI_VERSION;
    }

    @Override
    public final Availability probe(ProbeMode mode) {
        return mode == ProbeMode.BY_NAME
                ? Availability.available("for tests")
                : Availability.unavailable("for tests", "ask for it by name");
    }

    @Override
    public final List<Device> devices() {
        return List.of(device);
    }

    @Override
    public final Optional<Device> automaticDevice() {
        return Optional.empty();
    }
}
