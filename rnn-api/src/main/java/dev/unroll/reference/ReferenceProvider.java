package dev.unroll.reference;

import dev.unroll.backend.Availability;
import dev.unroll.backend.BackendProvider;
import dev.unroll.backend.Device;
import dev.unroll.backend.DeviceKind;
import dev.unroll.backend.ProbeMode;
import java.util.List;

/** Finds the reference backend: always there, asked last by {@code auto}. */
public final class ReferenceProvider implements BackendProvider {
    /** The word that picks it. */
    public static final String NAME = "reference";

    /** For the service loader. */
    public ReferenceProvider() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public int priority() {
        return 0;
    }

    @Override
    public int spiVersion() {
        return SPI_VERSION;
    }

    @Override
    public Availability probe(ProbeMode mode) {
        return Availability.available("scalar Java in double precision, for checking the others");
    }

    @Override
    public List<Device> devices() {
        return List.of(device());
    }

    @Override
    public ReferenceBackend open(Device device) {
        return new ReferenceBackend();
    }

    static Device device() {
        return new Device(
                0,
                "Java on " + System.getProperty("os.arch"),
                DeviceKind.CPU,
                "Java " + Runtime.version().feature(),
                Runtime.getRuntime().maxMemory());
    }
}
