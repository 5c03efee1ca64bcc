package dev.unroll.bench.validation;

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
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * A backend of some name with some devices, each of them the reference underneath.
 *
 * @param name of the backend
 * @param count of devices
 * @param opening what becomes of a backend when it is opened
 */
record FakeProvider(String name, int count, UnaryOperator<Backend> opening) implements BackendProvider {
    FakeProvider(String name, int count) {
        this(name, count, backend -> backend);
    }

    /** One whose devices cannot be opened. */
    static FakeProvider broken(String name) {
        return new FakeProvider(name, 1, backend -> {
            backend.close();
            throw new BackendException("the driver says 999");
        });
    }

    @Override
    public int priority() {
        return 1;
    }

    @Override
    public int spiVersion() {
        return SPI_VERSION;
    }

    @Override
    public Availability probe(ProbeMode mode) {
        return Availability.available("made up");
    }

    @Override
    public List<Device> devices() {
        return IntStream.range(0, count)
                .mapToObj(i -> new Device(i, name + " chip " + i, DeviceKind.CPU, "", 0))
                .toList();
    }

    @Override
    public Backend open(Device device) {
        return opening.apply(new ForwardingBackend(Backends.open("reference")) {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Device device() {
                return device;
            }
        });
    }
}
