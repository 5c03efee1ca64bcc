package dev.unroll.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.unroll.backend.Backend;
import dev.unroll.conformance.ConformanceKit;
import dev.unroll.conformance.TestedBackend;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OpenClConformanceTest {
    @Test
    void computesWhatTheReferenceComputes() {
        Optional<Backend> opencl = TestedBackend.open("opencl");
        assumeTrue(opencl.isPresent());
        try (Backend backend = opencl.get();
                ConformanceKit kit = new ConformanceKit()) {
            assertEquals(List.of(), kit.failures(backend, ConformanceKit.Options.QUICK));
            assertEquals(List.of(), kit.unnoticed(backend, ConformanceKit.Options.QUICK));
        }
    }
}
