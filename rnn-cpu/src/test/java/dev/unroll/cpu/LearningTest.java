package dev.unroll.cpu;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.backend.Backend;
import dev.unroll.conformance.learning.Figure;
import dev.unroll.conformance.learning.LearningTask;
import dev.unroll.conformance.learning.Outcome;
import dev.unroll.conformance.learning.Recurrence;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The tasks that need a memory: learned, and not learned when that is cut. On one thread each, several at a time; their bits do not depend on
 * it. The short test leaves out the gated cells' adding problem, which takes four fifths of the time: an LSTM learns another task there, and
 * all cells are compared with the reference elsewhere.
 */
class LearningTest {
    /** Learned in some seconds. */
    private static final Predicate<LearningTask> IS_SHORT = task -> !task.name().startsWith("adding T=50");

    @Test
    void learnsFromOneSeed() {
        learnFromOneSeed(IS_SHORT);
    }

    @Tag("long")
    @Test
    void learnsLongerTasksFromOneSeed() {
        learnFromOneSeed(IS_SHORT.negate());
    }

    private static void learnFromOneSeed(Predicate<LearningTask> taken) {
        List<LearningTask> tasks = LearningTask.all().stream().filter(taken).toList();
        assertTrue(tasks.size() > 1, tasks::toString);
        tasks.parallelStream().forEach(task -> learned(task, 1));
    }

    /** Without a memory not in as many steps as with one. */
    @Tag("long")
    @Test
    void learnsFromTwoMoreSeedsAndNotWithoutMemory() {
        LearningTask.all().parallelStream().forEach(task -> {
            for (long seed = 2; seed <= 3; seed++) {
                int steps = learned(task, seed).steps();
                Outcome outcome = run(task, seed, steps, Recurrence.CUT);
                // The last figure is the one that needs the longest memory.
                Figure hardest = outcome.figures().get(outcome.figures().size() - 1);
                assertFalse(
                        hardest.reached(),
                        "learned without a memory, so it proves nothing about recurrence: " + outcome);
            }
        });
    }

    private static Outcome learned(LearningTask task, long seed) {
        Outcome outcome = run(task, seed, task.maximalSteps(), Recurrence.LEARNED);
        assertTrue(outcome.learned(), () -> "not learned: " + outcome);
        return outcome;
    }

    private static Outcome run(LearningTask task, long seed, int maximalSteps, Recurrence recurrence) {
        KernelSet kernels = KernelSet.pick(true);
        try (Backend backend = new CpuBackend(CpuProvider.device(kernels), kernels, 1)) {
            long start = System.nanoTime();
            Outcome outcome = task.run(backend, seed, maximalSteps, recurrence);
            System.out.printf("%s; memory %s, %.1f s%n", outcome, recurrence, (System.nanoTime() - start) / 1e9);
            return outcome;
        }
    }
}
