package dev.unroll.backend;

import java.util.List;
import java.util.Optional;

/** Finds and opens one backend; found by {@link java.util.ServiceLoader}. */
public interface BackendProvider {
    /** The SPI version that this interface describes. */
    int SPI_VERSION = 1;

    /** The word by which {@code -Drnn.backend} picks it: lower case, no spaces. */
    String name();

    /** Order in which {@code auto} asks: highest first. */
    int priority();

    /** The SPI version this provider was written for, normally {@link #SPI_VERSION} as compiled in. */
    int spiVersion();

    /** Whether it can run here. Never throws, whatever the natives beneath do. */
    Availability probe(ProbeMode mode);

    /** The devices it can open; empty when it is not available. Never throws. */
    List<Device> devices();

    /** The device that {@code auto} may take, of those that properties leave; empty when this backend is only to be had by name. */
    default Optional<Device> automaticDevice() {
        return devices().stream().findFirst();
    }

    /** The device that properties such as {@code -Drnn.cuda.device} pick when the backend is asked for by name. */
    default Optional<Device> selectedDevice() {
        return devices().stream().findFirst();
    }

    /**
     * Opens a backend on a device of {@link #devices}.
     *
     * @throws BackendException when the device cannot be opened
     */
    Backend open(Device device);
}
