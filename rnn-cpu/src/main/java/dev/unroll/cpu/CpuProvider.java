package dev.unroll.cpu;

import dev.unroll.backend.Availability;
import dev.unroll.backend.Backend;
import dev.unroll.backend.BackendProvider;
import dev.unroll.backend.Device;
import dev.unroll.backend.DeviceKind;
import dev.unroll.backend.ProbeMode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/** The processor that runs the JVM: always there, faster with the Vector API. */
public final class CpuProvider implements BackendProvider {
    private static final Logger LOG = System.getLogger("dev.unroll.cpu");
    private static final AtomicBoolean SAID = new AtomicBoolean();
    private static final String CURE = "start the JVM with --add-modules jdk.incubator.vector for the vector kernels";

    /** For {@link java.util.ServiceLoader}. */
    public CpuProvider() {}

    @Override
    public String name() {
        return "cpu";
    }

    @Override
    public int priority() {
        return 100;
    }

    @Override
    public int spiVersion() {
        return SPI_VERSION;
    }

    @Override
    public Availability probe(ProbeMode mode) {
        String detail = kernels().version();
        return KernelSet.vectorModulePresent() ? Availability.available(detail) : Availability.available(detail, CURE);
    }

    @Override
    public List<Device> devices() {
        return List.of(device(kernels()));
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException when {@code -Drnn.cpu.threads} or {@code -Drnn.cpu.vector} cannot be understood
     */
    @Override
    public Backend open(Device device) {
        CpuSettings settings = CpuSettings.read();
        if (settings.vector() && !KernelSet.vectorModulePresent() && !SAID.getAndSet(true)) {
            LOG.log(
                    Level.WARNING,
                    "the Vector API is absent, so the cpu backend computes with scalar kernels; " + CURE);
        }
        return new CpuBackend(device, KernelSet.pick(settings.vector()), settings.threads());
    }

    static Device device(KernelSet kernels) {
        return new Device(
                0,
                processorName(),
                DeviceKind.CPU,
                kernels.version(),
                Runtime.getRuntime().maxMemory());
    }

    /** A property that {@link #open} will refuse must not make a look fail. */
    private static KernelSet kernels() {
        boolean vector;
        try {
            vector = CpuSettings.read().vector();
        } catch (IllegalArgumentException refusedOnOpening) {
            vector = true;
        }
        return KernelSet.pick(vector);
    }

    private static String processorName() {
        String fallback = System.getProperty("os.arch", "unknown") + " processor";
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(fallback);
        } catch (IOException | UncheckedIOException | SecurityException unreadable) {
            return fallback;
        }
    }
}
