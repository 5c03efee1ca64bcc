package dev.unroll.conformance;

import dev.unroll.backend.Backend;
import java.util.HashMap;
import java.util.Map;

/** Runs the first steps of learning tasks on a backend and on the reference, whose losses are kept for the next backend. */
final class LearningRunner {
    private final Backend reference;
    private final Map<String, double[]> cache = new HashMap<>();

    LearningRunner(Backend reference) {
        this.reference = reference;
    }

    CaseResult run(Backend underTest, LearningCase learningCase, long seed) {
        double bound = ErrorBounds.of(underTest).network();
        if (!underTest.supports(learningCase.firstLayer())) {
            return learningCase.result(
                    underTest, seed, CaseResult.Outcome.SKIPPED, 0, bound, "not supported by the backend");
        }
        try {
            double[] expected =
                    cache.computeIfAbsent(seed + " " + learningCase.id(), key -> learningCase.losses(reference, seed));
            double[] actual = learningCase.losses(underTest, seed);
            Comparison losses = Comparison.of("losses", actual, expected, bound, LearningCase.STEPS);
            CaseResult.Outcome outcome = losses.agrees() ? CaseResult.Outcome.PASSED : CaseResult.Outcome.FAILED;
            return learningCase.result(underTest, seed, outcome, losses.nmse(), bound, losses.toString());
        } catch (RuntimeException | LinkageError | AssertionError thrown) {
            return learningCase.result(
                    underTest, seed, CaseResult.Outcome.FAILED, Double.NaN, bound, "threw " + thrown);
        }
    }
}
