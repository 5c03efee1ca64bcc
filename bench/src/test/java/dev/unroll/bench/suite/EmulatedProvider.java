package dev.unroll.bench.suite;

import dev.unroll.backend.Backend;
import dev.unroll.backend.Backends;
import dev.unroll.backend.Device;
import dev.unroll.backend.DeviceKind;

/** The reference on a device that says that it is an emulator. To be had by name only. */
public final class EmulatedProvider extends ByNameProvider {
    static final String NAME = "emulated";

    /** For {@link java.util.ServiceLoader}. */
    public EmulatedProvider() {
        super(NAME, new Device(0, "Emulator 1000", DeviceKind.EMULATOR, "1", 0));
    }

    @Override
    public Backend open(Device device) {
        return Backends.open("reference");
    }
}
