package dev.unroll.cuda;

import dev.unroll.backend.Availability;
import dev.unroll.backend.Backend;
import dev.unroll.backend.BackendProvider;
import dev.unroll.backend.BackendUnavailableException;
import dev.unroll.backend.Device;
import dev.unroll.backend.ProbeMode;
import java.util.List;

/**
 * Keeps the name {@code cuda} and says why it cannot be had: this version has no CUDA kernels. No native library is touched
 * to say so.
 */
public final class CudaProvider implements BackendProvider {
    private static final Availability NO_KERNELS = Availability.unavailable(
            "the CUDA kernels are not part of this version of Unroll", "use --backend cpu or -Drnn.backend=cpu");

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
        return NO_KERNELS;
    }

    @Override
    public List<Device> devices() {
        return List.of();
    }

    @Override
    public Backend open(Device device) {
        throw new BackendUnavailableException(
                "backend cuda is not available: " + NO_KERNELS.detail() + "; " + NO_KERNELS.cure());
    }
}
