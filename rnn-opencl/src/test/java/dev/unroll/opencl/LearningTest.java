package dev.unroll.opencl;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.backend.Backend;
import dev.unroll.backend.CellType;
import dev.unroll.conformance.learning.AddingProblem;
import dev.unroll.conformance.learning.EmbeddedReber;
import dev.unroll.conformance.learning.LearningTask;
import dev.unroll.conformance.learning.Outcome;
import dev.unroll.conformance.learning.Recurrence;
import dev.unroll.conformance.learning.SineWave;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The tasks that need a memory are learned here as they are on the CPU backend. */
@Tag("long")
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
    void learns(LearningTask task, int maximalSteps) {
        try (Backend backend = OpenClUnderTest.open()) {
            for (long seed = 1; seed <= 2; seed++) {
                long start = System.nanoTime();
                Outcome outcome = task.run(backend, seed, maximalSteps, Recurrence.LEARNED);
                System.out.printf("%s; %.1f s%n", outcome, (System.nanoTime() - start) / 1e9);
                assertTrue(outcome.learned(), () -> "not learned: " + outcome);
            }
        }
    }
}
