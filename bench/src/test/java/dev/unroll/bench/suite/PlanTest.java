package dev.unroll.bench.suite;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.unroll.backend.CellType;
import dev.unroll.bench.workload.Mode;
import dev.unroll.bench.workload.Shape;
import dev.unroll.bench.workload.Shapes;
import dev.unroll.bench.workload.WeightBytes;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PlanTest {
    private static final Suite TINY =
            Suite.of("test", List.of(Shape.parse(Shapes.TINY)), EnumSet.of(CellType.TANH), EnumSet.of(Mode.TRAIN));

    private static List<List<String>> groups(Integer... threads) {
        return plan(threads).networks(TINY).stream()
                .map(group -> group.members().stream()
                        .map(each -> each.contender() + " " + each.threads())
                        .toList())
                .toList();
    }

    private static Plan plan(Integer... threads) {
        List<Contender> contenders = List.of(
                new Contender("opencl", null, null, false, false),
                new Contender("cpu", null, null, false, true),
                new Contender("reference", null, null, false, true),
                new Contender("libtorch", "libtorch 2", null, false, true));
        return new Plan(contenders, List.of(threads), Effort.QUICK);
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
    void everyNumberOfBytesThatStepsReadIsMeasuredOnce() {
        Shape tiny = Shape.parse(Shapes.TINY);
        Plan plan = plan(1, 2);
        Suite all = Suite.of("test", List.of(tiny), EnumSet.allOf(CellType.class), EnumSet.allOf(Mode.class));
        assertEquals(
                Set.of(
                        WeightBytes.of(tiny, CellType.TANH),
                        WeightBytes.of(tiny, CellType.GRU),
                        WeightBytes.of(tiny, CellType.LSTM)),
                plan.stepBytes(plan.networks(all)),
                "a ReLU cell has as many weights as a tanh cell");
        assertEquals(Set.of(), plan.stepBytes(plan.networks(TINY)), "there are no steps");
        Plan device = new Plan(List.of(new Contender("cuda", null, null, false, false)), List.of(1), Effort.QUICK);
        assertEquals(Set.of(), device.stepBytes(device.networks(all)), "its weights lie elsewhere");
    }

    @Test
    void shortOperationsWarmUpLonger() {
        assertEquals(3, Effort.QUICK.warmupsFor(1e-3));
        assertEquals(1, Effort.QUICK.warmupsFor(0.5));
    }

    @Test
    void moreJvmsForARowTakeAsMuchMoreTime() {
        Effort six = Effort.QUICK.withForks(6);
        assertEquals(6, six.forks());
        assertEquals(6 * Effort.QUICK.estimate(0.1, 1), six.estimate(0.1, 1), 1e-9);
    }
}
