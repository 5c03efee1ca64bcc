package dev.unroll.cpu;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.backend.Backend;
import dev.unroll.backend.Backends;
import dev.unroll.backend.CellType;
import dev.unroll.conformance.learning.AddingProblem;
import dev.unroll.conformance.learning.EmbeddedReber;
import dev.unroll.conformance.learning.Figure;
import dev.unroll.conformance.learning.LearningTask;
import dev.unroll.conformance.learning.Outcome;
import dev.unroll.conformance.learning.Recurrence;
import dev.unroll.conformance.learning.SineWave;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The tasks that need a memory: learned, and not learned when that is cut. */
class LearningTest {
    static Stream<Arguments> tasks() {
        return Stream.of(
                Arguments.of(new EmbeddedReber(CellType.TANH), 3000),
                Arguments.of(new EmbeddedReber(CellType.LSTM), 3000),
                Arguments.of(AddingProblem.tanh(), 5000),
                Arguments.of(AddingProblem.gated(CellType.LSTM), 3000),
                Arguments.of(AddingProblem.gated(CellType.GRU), 3000),
                Arguments.of(new SineWave(), 3000));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("tasks")
    void learnsFromOneSeed(LearningTask task, int maximalSteps) {
        assertLearns(task, 1, maximalSteps);
    }

    @Tag("long")
    @ParameterizedTest(name = "{0}")
    @MethodSource("tasks")
    void learnsFromTwoMoreSeeds(LearningTask task, int maximalSteps) {
        assertLearns(task, 2, maximalSteps);
        assertLearns(task, 3, maximalSteps);
    }

    @Tag("long")
    @ParameterizedTest(name = "{0}")
    @MethodSource("tasks")
    void failsWithoutMemory(LearningTask task, int maximalSteps) {
        for (long seed = 1; seed <= 3; seed++) {
            Outcome outcome = run(task, seed, maximalSteps, Recurrence.CUT);
            // The last figure is the one that needs the longest memory.
            Figure hardest = outcome.figures().get(outcome.figures().size() - 1);
            assertFalse(
                    hardest.reached(), "learned without a memory, so it proves nothing about recurrence: " + outcome);
        }
    }

    private static void assertLearns(LearningTask task, long seed, int maximalSteps) {
        Outcome outcome = run(task, seed, maximalSteps, Recurrence.LEARNED);
        assertTrue(outcome.learned(), () -> "not learned: " + outcome);
    }

    private static Outcome run(LearningTask task, long seed, int maximalSteps, Recurrence recurrence) {
        try (Backend backend = Backends.open("cpu")) {
            long start = System.nanoTime();
            Outcome outcome = task.run(backend, seed, maximalSteps, recurrence);
            System.out.printf("%s; memory %s, %.1f s%n", outcome, recurrence, (System.nanoTime() - start) / 1e9);
            return outcome;
        }
    }
}
