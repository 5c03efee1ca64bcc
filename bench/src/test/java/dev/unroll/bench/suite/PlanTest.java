package dev.unroll.bench.suite;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.unroll.backend.CellType;
import dev.unroll.bench.workload.Mode;
import dev.unroll.bench.workload.Shape;
import dev.unroll.bench.workload.Shapes;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlanTest {
    private static final Suite TINY =
            Suite.of("test", List.of(Shape.parse(Shapes.TINY)), EnumSet.of(CellType.TANH), EnumSet.of(Mode.TRAIN));

    private static List<List<String>> groups(Integer... threads) {
        List<Contender> contenders = List.of(
                new Contender("opencl", null, null, false),
                new Contender("cpu", null, null, false),
                new Contender("reference", null, null, false),
                new Contender("libtorch", "libtorch 2", null, false));
        return new Plan(contenders, List.of(threads), Effort.QUICK)
                .networks(TINY).stream()
                        .map(group -> group.members().stream()
                                .map(each -> each.contender() + " " + each.threads())
                                .toList())
                        .toList();
    }

    @Test
    void whatHasNoChoiceOfThreadsTakesTurnsWithTheLargestNumber() {
        assertEquals(
                List.of(List.of("opencl 0", "cpu 2", "reference 1", "libtorch 2"), List.of("cpu 1", "libtorch 1")),
                groups(1, 2));
    }

    @Test
    void withOneNumberEverybodyTakesTurns() {
        assertEquals(List.of(List.of("opencl 0", "cpu 2", "reference 1", "libtorch 2")), groups(2));
    }

    @Test
    void shortOperationsWarmUpLonger() {
        assertEquals(3, Effort.QUICK.warmupsFor(1e-3));
        assertEquals(1, Effort.QUICK.warmupsFor(0.5));
    }
}
