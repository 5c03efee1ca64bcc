package dev.unroll.bench.suite;

import dev.unroll.backend.Availability;
import dev.unroll.backend.Backend;
import dev.unroll.backend.BackendProvider;
import dev.unroll.backend.Backends;
import dev.unroll.backend.Device;
import dev.unroll.backend.DeviceKind;
import dev.unroll.backend.ProbeMode;
import java.util.List;
import java.util.Optional;

/** The reference on a device that says that it is an emulator. To be had by name only. */
public final class EmulatedProvider implements BackendProvider {
    static final String NAME = "emulated";
    private static final Device DEVICE = new Device(0, "Emulator 1000", DeviceKind.EMULATOR, "1", 0);

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public int priority() {
        return -2;
    }

    @Override
    public int spiVersion() {
        return SPI_VERSION;
    }

    @Override
    public Availability probe(ProbeMode mode) {
        return mode == ProbeMode.BY_NAME
                ? Availability.available("for tests")
                : Availability.unavailable("for tests", "ask for it by name");
    }

    @Override
    public List<Device> devices() {
        return List.of(DEVICE);
    }

    @Override
    public Optional<Device> automaticDevice() {
        return Optional.empty();
    }

    @Override
    public Backend open(Device device) {
        return Backends.open("reference");
    }
}
