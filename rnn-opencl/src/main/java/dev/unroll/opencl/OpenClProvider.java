package dev.unroll.opencl;

import dev.unroll.backend.Availability;
import dev.unroll.backend.Backend;
import dev.unroll.backend.BackendProvider;
import dev.unroll.backend.BackendUnavailableException;
import dev.unroll.backend.Device;
import dev.unroll.backend.ProbeMode;
import java.util.List;

/**
 * Keeps the name {@code opencl} and says why it cannot be had: this version has no OpenCL kernels. No native library is touched
 * to say so.
 */
public final class OpenClProvider implements BackendProvider {
    private static final Availability NO_KERNELS = Availability.unavailable(
            "the OpenCL kernels are not part of this version of Unroll", "use --backend cpu or -Drnn.backend=cpu");

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
        return NO_KERNELS;
    }

    @Override
    public List<Device> devices() {
        return List.of();
    }

    @Override
    public Backend open(Device device) {
        throw new BackendUnavailableException(
                "backend opencl is not available: " + NO_KERNELS.detail() + "; " + NO_KERNELS.cure());
    }
}
