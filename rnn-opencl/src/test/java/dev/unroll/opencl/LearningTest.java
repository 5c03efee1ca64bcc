package dev.unroll.opencl;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.backend.Backend;
import dev.unroll.conformance.learning.LearningTask;
import dev.unroll.conformance.learning.Outcome;
import dev.unroll.conformance.learning.Recurrence;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The tasks that need a memory are learned here as they are on the CPU backend. */
@Tag("long")
class LearningTest {
    @ParameterizedTest(name = "{0}")
    @MethodSource("dev.unroll.conformance.learning.LearningTask#all")
    void learns(LearningTask task) {
        try (Backend backend = OpenClUnderTest.open()) {
            long start = System.nanoTime();
            Outcome outcome = task.run(backend, 1, Recurrence.LEARNED);
            System.out.printf("%s; %.1f s%n", outcome, (System.nanoTime() - start) / 1e9);
            assertTrue(outcome.learned(), () -> "not learned: " + outcome);
        }
    }
}
