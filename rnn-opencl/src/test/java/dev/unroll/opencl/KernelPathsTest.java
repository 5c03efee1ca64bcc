package dev.unroll.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.backend.CellType;
import dev.unroll.backend.RecurrentSpec;
import dev.unroll.conformance.CaseResult;
import dev.unroll.conformance.ConformanceKit;
import dev.unroll.opencl.OpenClSettings.Family;
import dev.unroll.opencl.OpenClSettings.Recurrence;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a device of another kind, or a layer of other sizes, would run: forced here. */
@Tag("native")
class KernelPathsTest {
    private static ConformanceKit kit;

    @BeforeAll
    static void openKit() {
        kit = new ConformanceKit();
    }

    @AfterAll
    static void closeKit() {
        kit.close();
    }

    @Test
    void theGroupFamilyComputesWhatTheReferenceComputes() {
        try (OpenClBackend backend = OpenClUnderTest.open(Family.GPU, Recurrence.AUTO)) {
            assertNoFailure(backend, ConformanceKit.Options.QUICK.upTo(64));
        }
    }

    /** Also where the sizes would let the other way be taken. */
    @ParameterizedTest
    @MethodSource("dev.unroll.opencl.OpenClUnderTest#paths")
    void everyWayThroughASequenceComputesWhatTheReferenceComputes(Family family, Recurrence recurrence) {
        try (OpenClBackend backend = OpenClUnderTest.open(family, recurrence)) {
            assertNoFailure(backend, ConformanceKit.Options.QUICK.upTo(17).matching("recurrent"));
        }
    }

    /** The same for larger sequences, whole networks, and what is left of a sequence's beginning after many steps. */
    @Tag("long")
    @ParameterizedTest
    @MethodSource("dev.unroll.opencl.OpenClUnderTest#paths")
    void everyWayComputesLargerSequencesAndNetworks(Family family, Recurrence recurrence) {
        try (OpenClBackend backend = OpenClUnderTest.open(family, recurrence)) {
            ConformanceKit.Options larger = ConformanceKit.Options.QUICK.upTo(33);
            assertNoFailure(backend, larger.matching("recurrent"));
            assertNoFailure(backend, larger.matching("network"));
            assertNoFailure(backend, ConformanceKit.Options.QUICK.matching("drift"));
        }
    }

    @ParameterizedTest
    @MethodSource("dev.unroll.opencl.OpenClUnderTest#paths")
    void theNameSaysWhichOneRuns(Family family, Recurrence recurrence) {
        try (OpenClBackend backend = OpenClUnderTest.open(family, recurrence)) {
            for (CellType cell : CellType.values()) {
                for (int size : new int[] {1, 64, 600}) {
                    String name = backend.implementationName(RecurrentSpec.forward(cell, 9, size, size, size));
                    String way = recurrence == Recurrence.SEQUENCE ? "opencl sequence, " : "opencl stepwise, ";
                    assertTrue(name.startsWith(way), name);
                    assertTrue(name.contains(family == Family.GPU ? "groups of " : "register tiles of "), name);
                }
            }
        }
    }

    private static void assertNoFailure(OpenClBackend backend, ConformanceKit.Options options) {
        List<CaseResult> results = kit.run(backend, options);
        assertTrue(results.size() > 3, () -> options + ": " + results.size() + " cases");
        assertEquals(List.of(), results.stream().filter(CaseResult::failed).toList());
    }
}
