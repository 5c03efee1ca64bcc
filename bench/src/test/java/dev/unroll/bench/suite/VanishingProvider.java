package dev.unroll.bench.suite;

import dev.unroll.backend.Availability;
import dev.unroll.backend.Backend;
import dev.unroll.backend.BackendException;
import dev.unroll.backend.BackendProvider;
import dev.unroll.backend.Backends;
import dev.unroll.backend.Device;
import dev.unroll.backend.DeviceKind;
import dev.unroll.backend.ProbeMode;
import dev.unroll.conformance.ForwardingBackend;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A device that is lost in the middle of the work: the reference until it has synchronised so often, an error ever after. To be had by name
 * only.
 */
public final class VanishingProvider implements BackendProvider {
    static final String NAME = "vanishing";
    private static final int LIFE = 1;
    private static final Device DEVICE = new Device(0, "a device that goes away", DeviceKind.GPU, "1", 0);

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public int priority() {
        return -1;
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
        AtomicInteger left = new AtomicInteger(LIFE);
        return new ForwardingBackend(Backends.open("reference")) {
            @Override
            public void synchronize() {
                if (left.decrementAndGet() < 0) {
                    throw new BackendException("the device is gone (code 719)");
                }
                super.synchronize();
            }
        };
    }
}
