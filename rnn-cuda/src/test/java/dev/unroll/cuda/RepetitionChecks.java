package dev.unroll.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.unroll.backend.CellType;
import dev.unroll.backend.Direction;
import dev.unroll.backend.RecurrentSpec;
import dev.unroll.conformance.LayerRun;
import dev.unroll.conformance.TrainingRun;
import dev.unroll.cuda.CudaSettings.Recurrence;
import dev.unroll.cuda.SequencePlan.Exchange;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.function.Executable;

/** The same bits whenever something runs again, wherever it stands; and as few launches as there should be. */
final class RepetitionChecks {
    private static final int STEPS = 12;

    /** Of the batch row that is looked at; any other number would do. */
    private static final int NUMBER = 4;

    private static final int[] BATCHES = {1, 2, 3, 7, 9, 17};

    private RepetitionChecks() {}

    static void addTo(Map<String, Executable> checks) {
        checks.put("training ends with the same bits", RepetitionChecks::trainingRepeats);
        checks.put("a batch row has the same bits anywhere in a batch", RepetitionChecks::rowsRepeat);
        checks.put("a step is one launch for its gates", RepetitionChecks::gatesAreOneLaunch);
        checks.put("a fused step is one launch", RepetitionChecks::fusedStepsAreOneLaunch);
        checks.put("a sequence is one launch beside products and a sum", RepetitionChecks::sequencesAreOneLaunch);
    }

    private static void trainingRepeats() {
        try (CudaBackend backend = CudaUnderTest.open();
                CudaBackend other = CudaUnderTest.open()) {
            for (CellType cell : CellType.values()) {
                double[] once = TrainingRun.weights(backend, cell, STEPS);
                assertArrayEquals(once, TrainingRun.weights(backend, cell, STEPS), () -> cell + " again");
                assertArrayEquals(once, TrainingRun.weights(other, cell, STEPS), () -> cell + " on another backend");
            }
        }
    }

    private static void rowsRepeat() {
        try (CudaBackend backend = CudaUnderTest.open()) {
            for (CellType cell : CellType.values()) {
                for (Direction direction : Direction.values()) {
                    double[] alone = results(backend, cell, direction, 1, 0);
                    for (int batch : BATCHES) {
                        for (int place : new int[] {batch / 2, batch - 1}) {
                            assertArrayEquals(
                                    alone,
                                    results(backend, cell, direction, batch, place),
                                    () -> cell + " " + direction + ", row " + place + " of " + batch);
                        }
                    }
                }
            }
        }
    }

    private static double[] results(CudaBackend backend, CellType cell, Direction direction, int batch, int place) {
        int[] numbers = IntStream.range(0, batch)
                .map(i -> i == place ? NUMBER : NUMBER + 1 + i)
                .toArray();
        RecurrentSpec spec = new RecurrentSpec(cell, 4, batch, 6, 11, direction);
        try (LayerRun layer = new LayerRun(backend, spec, numbers)) {
            layer.forward();
            layer.backward();
            return layer.results(place);
        }
    }

    private static void gatesAreOneLaunch() {
        try (CudaBackend backend = CudaUnderTest.open(Recurrence.SEPARATE)) {
            for (int steps : new int[] {1, 6}) {
                Launches launches = Launches.of(backend, RecurrentSpec.forward(CellType.GRU, steps, 3, 5, 7));
                assertEquals(steps, LaunchCount.of(launches.forward, "gates_forward"));
                assertEquals(steps, LaunchCount.of(launches.backward, "gates_backward"));
            }
        }
    }

    /** Beside the product before the loop, and the sums and three products after it; and one for the gradient of the first state where that is wanted. */
    private static void fusedStepsAreOneLaunch() {
        try (CudaBackend backend = CudaUnderTest.open(Recurrence.FUSED)) {
            for (int steps : new int[] {1, 6}) {
                for (CellType cell : CellType.values()) {
                    for (Direction direction : Direction.values()) {
                        RecurrentSpec spec = new RecurrentSpec(cell, steps, 3, 5, 7, direction);
                        Launches launches = Launches.of(backend, spec);
                        long each = steps;
                        assertEquals(Map.of("gemm", 1L, "step", each), words(launches.forward), spec::toString);
                        assertEquals(
                                Map.of("gemm", 3L, "column", 1L, "step", each),
                                words(launches.backwardToFirstStep),
                                spec::toString);
                        assertEquals(
                                Map.of("gemm", 3L, "column", 1L, "step", each + 1),
                                words(launches.backward),
                                spec::toString);
                    }
                }
            }
        }
    }

    private static void sequencesAreOneLaunch() {
        for (Exchange exchange : Exchange.values()) {
            try (CudaBackend backend = CudaUnderTest.open(Recurrence.valueOf(exchange.name()))) {
                for (int steps : new int[] {1, 6}) {
                    for (CellType cell : CellType.values()) {
                        RecurrentSpec spec = RecurrentSpec.forward(cell, steps, 3, 5, 7);
                        // What a device cannot do it says beforehand.
                        if (backend.supports(spec)) {
                            Launches launches = Launches.of(backend, spec);
                            assertEquals(Map.of(exchange.word, 1L), besidesProducts(launches.forward), spec::toString);
                            assertEquals(
                                    Map.of(exchange.word, 1L, "column", 1L),
                                    besidesProducts(launches.backward),
                                    spec::toString);
                        }
                    }
                }
            }
        }
    }

    private static Map<String, Long> besidesProducts(Map<String, Long> launches) {
        Map<String, Long> words = new TreeMap<>(words(launches));
        words.remove("gemm");
        return words;
    }

    /** By the first word of the kernels' names. */
    private static Map<String, Long> words(Map<String, Long> launches) {
        return launches.entrySet().stream()
                .collect(Collectors.groupingBy(
                        each -> each.getKey().replaceFirst("_.*", ""), Collectors.summingLong(Map.Entry::getValue)));
    }

    /** What the passes of one layer launch. */
    private record Launches(
            Map<String, Long> forward, Map<String, Long> backward, Map<String, Long> backwardToFirstStep) {
        static Launches of(CudaBackend backend, RecurrentSpec spec) {
            try (LayerRun layer =
                    new LayerRun(backend, spec, IntStream.range(0, spec.batch()).toArray())) {
                Map<String, Long> before = backend.session().launches();
                layer.forward();
                Map<String, Long> between = backend.session().launches();
                layer.backward();
                Map<String, Long> after = backend.session().launches();
                layer.backwardToFirstStep();
                Map<String, Long> end = backend.session().launches();
                return new Launches(
                        LaunchCount.difference(before, between),
                        LaunchCount.difference(between, after),
                        LaunchCount.difference(after, end));
            }
        }
    }
}
