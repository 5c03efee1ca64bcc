package dev.unroll.cuda;

import dev.unroll.backend.Availability;
import dev.unroll.backend.Backend;
import dev.unroll.backend.BackendProvider;
import dev.unroll.backend.BackendUnavailableException;
import dev.unroll.backend.Device;
import dev.unroll.backend.DeviceKind;
import dev.unroll.backend.ProbeMode;
import dev.unroll.cuda.runtime.CudaDevice;
import dev.unroll.cuda.runtime.Discovery;
import dev.unroll.cuda.runtime.Session;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** NVIDIA's devices, through their driver and nothing else. Looking for them disturbs nothing in the JVM, so {@code auto} does as well. */
public final class CudaProvider implements BackendProvider {
    /** For {@link java.util.ServiceLoader}. */
    public CudaProvider() {}

    @Override
    public String name() {
        return "cuda";
    }

    @Override
    public int priority() {
        return 300;
    }

    @Override
    public int spiVersion() {
        return SPI_VERSION;
    }

    @Override
    public Availability probe(ProbeMode mode) {
        return availability(Discovery.find());
    }

    @Override
    public List<Device> devices() {
        return Discovery.find().devices().stream().map(CudaDevice::device).toList();
    }

    /** What the properties pick, if it is a GPU: never the emulator, which is slower than any other backend. */
    @Override
    public Optional<Device> automaticDevice() {
        return selectedDevice().filter(device -> device.kind() == DeviceKind.GPU);
    }

    @Override
    public Optional<Device> selectedDevice() {
        return CudaSettings.chosen(CudaSettings.readDevice(), Discovery.find().devices())
                .map(CudaDevice::device);
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException when a property {@code -Drnn.cuda.…} cannot be understood
     * @throws BackendUnavailableException when the device is not there, or cannot do what a property asks for
     */
    @Override
    public Backend open(Device device) {
        CudaSettings settings = CudaSettings.read();
        CudaDevice opened = known(device);
        settings.require(opened);
        Session session = Session.open(opened);
        try {
            return new CudaBackend(session, settings);
        } catch (RuntimeException | Error failure) {
            session.close();
            throw failure;
        }
    }

    private static CudaDevice known(Device device) {
        Discovery discovery = Discovery.find();
        return discovery.devices().stream()
                .filter(candidate -> candidate.device().equals(device))
                .findFirst()
                .orElseThrow(() -> new BackendUnavailableException("there is no CUDA device " + device + " here; "
                        + (discovery.devices().isEmpty()
                                ? discovery.problem() + "; " + discovery.cure()
                                : "open one of those that devices() lists")));
    }

    static Availability availability(Discovery discovery) {
        if (discovery.devices().isEmpty()) {
            return Availability.unavailable(discovery.problem(), discovery.cure());
        }
        String detail = discovery.devices().stream()
                .map(device -> device.device().index() + ": " + device)
                .collect(Collectors.joining("; "));
        if (!discovery.passedOver().isEmpty()) {
            detail += "; passed over: " + String.join("; ", discovery.passedOver());
        }
        return Availability.available(
                detail, CudaSettings.complaint(discovery.devices()).orElse(""));
    }
}
