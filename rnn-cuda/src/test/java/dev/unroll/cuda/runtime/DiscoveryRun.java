package dev.unroll.cuda.runtime;

import dev.unroll.backend.Availability;
import dev.unroll.backend.Device;
import dev.unroll.backend.ProbeMode;
import dev.unroll.cuda.CudaProvider;
import java.util.Optional;

/** Prints what is found, in a JVM of its own. */
final class DiscoveryRun {
    private DiscoveryRun() {}

    /** Takes no arguments. */
    public static void main(String[] none) {
        CudaProvider provider = new CudaProvider();
        Availability found = provider.probe(ProbeMode.PASSIVE);
        System.out.println(
                (found.available() ? "available: " : "unavailable: ") + found.detail() + "; " + found.cure());
        System.out.println("automatic: " + words(provider.automaticDevice()));
        System.out.println("selected: " + words(provider.selectedDevice()));
    }

    private static String words(Optional<Device> device) {
        return device.map(Device::name).orElse("none");
    }
}
