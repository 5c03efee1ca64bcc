package dev.unroll.bench.suite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.backend.CellType;
import dev.unroll.bench.workload.Mode;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SuiteTest {
    @Test
    void theStandardSuiteIsFiveShapesOfEveryCellInEveryMode() {
        assertEquals(5 * 4 * 3, new HashSet<>(Suite.standard().networks()).size());
    }

    @Test
    void deepBenchIsTwelveVanillaLayersAndAnLstm() {
        Suite suite = Suite.deepBench();
        long relu = suite.networks().stream()
                .filter(each -> each.cell() == CellType.RELU && each.mode() == Mode.TRAIN)
                .count();
        long lstm = suite.networks().stream()
                .filter(each -> each.cell() == CellType.LSTM && each.shape().steps() == 25)
                .count();
        assertEquals(12, relu);
        assertEquals(2, lstm);
    }

    @Test
    void aFilterKeepsWhatItNames() {
        Suite some = Suite.standard().only(EnumSet.of(CellType.GRU), EnumSet.of(Mode.STEP));
        assertEquals(5, some.networks().size());
        assertTrue(some.networks().stream().allMatch(each -> each.cell() == CellType.GRU && each.mode() == Mode.STEP));
    }

    @Test
    void withoutAFilterEverythingStays() {
        assertEquals(
                Suite.quick().networks(), Suite.quick().only(Set.of(), Set.of()).networks());
    }
}
