package dev.unroll.opencl;

import dev.unroll.backend.Availability;
import dev.unroll.backend.Backend;
import dev.unroll.backend.BackendProvider;
import dev.unroll.backend.BackendUnavailableException;
import dev.unroll.backend.Device;
import dev.unroll.backend.DeviceKind;
import dev.unroll.backend.ProbeMode;
import dev.unroll.opencl.runtime.DeviceChoice;
import dev.unroll.opencl.runtime.Discovery;
import dev.unroll.opencl.runtime.HostSignals;
import dev.unroll.opencl.runtime.OpenClDevice;
import dev.unroll.opencl.runtime.Session;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Whatever OpenCL devices the machine has. Platforms are listed only when OpenCL was asked for by name or libjsig is loaded, since merely
 * listing them can take signals away from the JVM; {@code auto} takes a GPU only.
 */
public final class OpenClProvider implements BackendProvider {
    private static final String NOT_PROBED =
            "not probed: looking for OpenCL platforms can replace the JVM's signal handlers";

    /** For {@link java.util.ServiceLoader}. */
    public OpenClProvider() {}

    @Override
    public String name() {
        return "opencl";
    }

    @Override
    public int priority() {
        return 200;
    }

    @Override
    public int spiVersion() {
        return SPI_VERSION;
    }

    @Override
    public Availability probe(ProbeMode mode) {
        if (mode == ProbeMode.BY_NAME) {
            return availability(Discovery.byName());
        }
        return Discovery.passive()
                .map(OpenClProvider::availability)
                .orElseGet(() -> Availability.unavailable(NOT_PROBED, HostSignals.cure() + ", or ask for it by name"));
    }

    @Override
    public List<Device> devices() {
        return found().stream().map(OpenClDevice::device).toList();
    }

    @Override
    public Optional<Device> automaticDevice() {
        return selectedDevice().filter(device -> device.kind() == DeviceKind.GPU);
    }

    @Override
    public Optional<Device> selectedDevice() {
        return OpenClSettings.readChoice().among(found()).map(OpenClDevice::device);
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException when a property {@code -Drnn.opencl.…} cannot be understood
     */
    @Override
    public Backend open(Device device) {
        OpenClSettings settings = OpenClSettings.read();
        OpenClDevice opened = Discovery.byName().devices().stream()
                .filter(candidate -> candidate.device().equals(device))
                .findFirst()
                .orElseThrow(() -> new BackendUnavailableException(
                        "there is no OpenCL device " + device + " here; open one of those that devices() lists"));
        Session session = Session.open(opened, settings.cache());
        try {
            return new OpenClBackend(session, settings);
        } catch (RuntimeException | Error failure) {
            session.close();
            throw failure;
        }
    }

    private static List<OpenClDevice> found() {
        return Discovery.passive().map(Discovery::devices).orElse(List.of());
    }

    private static Availability availability(Discovery discovery) {
        if (discovery.devices().isEmpty()) {
            return Availability.unavailable(discovery.problem(), discovery.cure());
        }
        String detail = discovery.devices().stream()
                .map(device -> device.device().index() + ": " + device)
                .collect(Collectors.joining("; "));
        if (!discovery.passedOver().isEmpty()) {
            detail += "; passed over: " + String.join("; ", discovery.passedOver());
        }
        return Availability.available(detail, cure(discovery));
    }

    private static String cure(Discovery discovery) {
        DeviceChoice choice = OpenClSettings.readChoice();
        if (choice.among(discovery.devices()).isEmpty()) {
            return OpenClSettings.words(choice) + " fits none of them: give an index or a part of a name";
        }
        try {
            OpenClSettings.read();
        } catch (IllegalArgumentException bad) {
            return String.valueOf(bad.getMessage());
        }
        return discovery.disturbsSignals() ? HostSignals.cure() : "";
    }
}
