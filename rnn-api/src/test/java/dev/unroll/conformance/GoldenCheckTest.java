package dev.unroll.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.backend.Backend;
import dev.unroll.backend.Backends;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GoldenCheckTest {
    static List<GoldenFile> files() {
        return GoldenFiles.all();
    }

    @ParameterizedTest
    @MethodSource("files")
    void theReferenceGivesEveryArrayWithinOneBillionth(GoldenFile file) {
        try (Backend reference = Backends.open("reference")) {
            GoldenResult result = GoldenCheck.run(file, reference);
            assertEquals(
                    List.of(),
                    result.arrays().stream().filter(array -> !array.agrees()).toList());
            assertTrue(
                    result.arrays().size() > 15, () -> "only " + result.arrays().size() + " arrays");
            result.arrays().forEach(array -> assertTrue(array.relativeWorst() <= 1e-9, array::toString));
        }
    }

    @Test
    void aPlantedFaultFailsAndItsArraysAreNamed() {
        try (Backend faulty = PlantedFault.BIAS_COUNTED_TWICE.in(Backends.open("reference"))) {
            GoldenResult result = GoldenCheck.run(GoldenFiles.named("gru_l2"), faulty);
            List<String> failed = result.arrays().stream()
                    .filter(array -> !array.agrees())
                    .map(Comparison::name)
                    .filter(name -> name.startsWith("grad"))
                    .toList();
            assertTrue(result.failed());
            assertEquals(List.of("grad.bias_ih_l0", "grad.bias_ih_l1", "grad_norm"), failed);
        }
    }

    @Test
    void readingPaddingFails() {
        try (Backend faulty = PlantedFault.LENGTHS_IGNORED.in(Backends.open("reference"))) {
            assertTrue(
                    GoldenCheck.run(GoldenFiles.named("tanh_l2_varlen"), faulty).failed());
            assertFalse(GoldenCheck.run(GoldenFiles.named("tanh_l1"), faulty).failed());
        }
    }
}
