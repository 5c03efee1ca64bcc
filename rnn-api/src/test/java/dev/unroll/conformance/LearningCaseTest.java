package dev.unroll.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.backend.Backend;
import dev.unroll.backend.Backends;
import dev.unroll.backend.CellType;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LearningCaseTest {
    private static final ConformanceKit.Options LEARNING = ConformanceKit.Options.QUICK.matching("learning ");

    @Test
    void areSmallAndFoundByCellAndSize() {
        assertEquals(6, ConformanceKit.size(LEARNING));
        assertEquals(6, ConformanceKit.size(LEARNING.upTo(16)));
        assertEquals(0, ConformanceKit.size(LEARNING.upTo(15)));
        assertEquals(
                List.of("learning embedded Reber, lstm", "learning adding T=8, lstm"),
                ConformanceKit.learning(new ConformanceKit.Options(true, "learning ", Set.of(CellType.LSTM), 1))
                        .stream()
                        .map(LearningCase::id)
                        .toList());
    }

    @ParameterizedTest
    @EnumSource(names = {"TRANSPOSED_DR", "BIAS_COUNTED_TWICE"})
    void aFaultMovesTheLossesAndTheResultSaysHowToRunItAgain(PlantedFault fault) {
        try (ConformanceKit kit = new ConformanceKit();
                Backend faulty = fault.in(Backends.open("reference"))) {
            List<CaseResult> results = kit.run(faulty, LEARNING);
            assertEquals(6, results.size());
            Stream<CaseResult> failed = results.stream().filter(CaseResult::failed);
            assertTrue(
                    failed.anyMatch(
                            each -> each.toString().contains("--kernel \"" + LearningCase.KERNEL + " " + each.label())),
                    results::toString);
        }
    }
}
