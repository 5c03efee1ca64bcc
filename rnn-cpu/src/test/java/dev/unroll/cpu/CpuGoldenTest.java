package dev.unroll.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.unroll.backend.Backend;
import dev.unroll.backend.Backends;
import dev.unroll.conformance.Comparison;
import dev.unroll.conformance.GoldenCheck;
import dev.unroll.conformance.GoldenFile;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The golden files, which are test resources of rnn-api. */
class CpuGoldenTest {
    static List<GoldenFile> files() {
        return GoldenFile.in(Path.of("..", "rnn-api", "src", "test", "resources", "golden"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("files")
    void everyArrayIsWithinItsBound(GoldenFile file) {
        try (Backend cpu = Backends.open("cpu")) {
            List<Comparison> failed = GoldenCheck.run(file, cpu).arrays().stream()
                    .filter(array -> !array.agrees())
                    .toList();
            assertEquals(List.of(), failed);
        }
    }
}
