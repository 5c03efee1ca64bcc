package dev.unroll.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.unroll.backend.Backend;
import dev.unroll.conformance.Comparison;
import dev.unroll.conformance.GoldenCheck;
import dev.unroll.conformance.GoldenFile;
import dev.unroll.conformance.TestedBackend;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The golden files, which are test resources of rnn-api and of this module. */
class OpenClGoldenTest {
    static List<Path> files() throws IOException, URISyntaxException {
        URL folder = Objects.requireNonNull(
                OpenClGoldenTest.class.getResource("/golden"), "no golden files on the class path");
        try (Stream<Path> files = Files.list(Path.of(folder.toURI()))) {
            return files.sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void everyArrayIsWithinItsBound(Path path) {
        Optional<Backend> opencl = TestedBackend.open("opencl");
        assumeTrue(opencl.isPresent());
        try (Backend backend = opencl.get()) {
            List<Comparison> failed = GoldenCheck.run(GoldenFile.read(path), backend).arrays().stream()
                    .filter(array -> !array.agrees())
                    .toList();
            assertEquals(List.of(), failed);
        }
    }
}
