package dev.unroll.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.unroll.backend.Backend;
import dev.unroll.conformance.Comparison;
import dev.unroll.conformance.GoldenCheck;
import dev.unroll.conformance.GoldenFile;
import dev.unroll.conformance.TestedBackend;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The golden files, which are test resources of rnn-api. */
class OpenClGoldenTest {
    static List<GoldenFile> files() {
        return GoldenFile.in(Path.of("..", "rnn-api", "src", "test", "resources", "golden"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("files")
    void everyArrayIsWithinItsBound(GoldenFile file) {
        Optional<Backend> opencl = TestedBackend.open("opencl");
        assumeTrue(opencl.isPresent());
        try (Backend backend = opencl.get()) {
            List<Comparison> failed = GoldenCheck.run(file, backend).arrays().stream()
                    .filter(array -> !array.agrees())
                    .toList();
            assertEquals(List.of(), failed);
        }
    }
}
