package dev.unroll.bench.suite;

import dev.unroll.backend.Backend;
import dev.unroll.backend.BackendException;
import dev.unroll.backend.Backends;
import dev.unroll.backend.Device;
import dev.unroll.backend.DeviceKind;
import dev.unroll.conformance.ForwardingBackend;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A device that is lost in the middle of the work: the reference until it has synchronised so often, an error ever after. To be had by name
 * only.
 */
public final class VanishingProvider extends ByNameProvider {
    static final String NAME = "vanishing";
    private static final int LIFE = 1;

    /** For {@link java.util.ServiceLoader}. */
    public VanishingProvider() {
        super(NAME, new Device(0, "a device that goes away", DeviceKind.GPU, "1", 0));
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
