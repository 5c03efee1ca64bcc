package dev.unroll.peers;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.unroll.backend.Availability;
import dev.unroll.conformance.TestedBackend;
import java.util.Arrays;

/** Skips a test where libtorch cannot run, unless the property that names backends that must be there names it too. */
final class RequiredLibtorch {
    private RequiredLibtorch() {}

    static LibtorchPeer orSkip() {
        LibtorchPeer peer = new LibtorchPeer();
        Availability availability = peer.probe();
        if (!availability.available()) {
            String reason = "libtorch is not available: " + availability.detail() + "; " + availability.cure();
            boolean required = Arrays.asList(
                            System.getProperty(TestedBackend.REQUIRE, "").split("[,\\s]+"))
                    .contains(peer.name());
            if (required) {
                throw new IllegalStateException(reason + " (required by -D" + TestedBackend.REQUIRE + ")");
            }
            System.err.println("skipped: " + reason);
            assumeTrue(false, reason);
        }
        return peer;
    }
}
