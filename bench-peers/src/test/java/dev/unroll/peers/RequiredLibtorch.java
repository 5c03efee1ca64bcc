package dev.unroll.peers;

import dev.unroll.backend.Availability;
import dev.unroll.conformance.TestedBackend;
import org.junit.jupiter.api.Assumptions;

/** Skips a test where libtorch cannot run, unless the property that names backends that must be there names it too. */
final class RequiredLibtorch {
    private RequiredLibtorch() {}

    static LibtorchPeer orSkip() {
        LibtorchPeer peer = new LibtorchPeer();
        Availability availability = peer.probe();
        if (!availability.available()) {
            String reason = "libtorch is not available: " + availability.detail() + "; " + availability.cure();
            TestedBackend.sayAbsent(peer.name(), reason);
            Assumptions.abort(reason);
        }
        return peer;
    }
}
