package dev.unroll.conformance;

import dev.unroll.backend.Backend;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Runs drift cases on a backend and on the reference, whose results are kept for the next backend. */
final class DriftRunner {
    /** The reference's results, one for each of {@link DriftCase#lengths}. */
    private record Expected(DriftProblem problem, List<DriftRun.Results> byLength) {}

    private final Backend reference;
    private final Map<String, Expected> cache = new HashMap<>();

    DriftRunner(Backend reference) {
        this.reference = reference;
    }

    DriftResult run(Backend underTest, DriftCase driftCase, long seed) {
        DriftCurves curves = new DriftCurves(ErrorBounds.of(underTest).network());
        if (!underTest.supports(driftCase.firstLayer())) {
            return curves.ended(underTest, driftCase, seed, CaseResult.Outcome.SKIPPED, "not supported by the backend");
        }
        try {
            Expected expected = cache.computeIfAbsent(seed + " " + driftCase.id(), key -> expected(driftCase, seed));
            int i = 0;
            for (int steps : DriftCase.lengths()) {
                DriftRun.Results actual = DriftRun.of(underTest, expected.problem(), driftCase.layer(steps));
                curves.add(steps, actual, expected.byLength().get(i++));
            }
            return curves.judged(underTest, driftCase, seed);
        } catch (RuntimeException | LinkageError | AssertionError thrown) {
            return curves.ended(underTest, driftCase, seed, CaseResult.Outcome.FAILED, "threw " + thrown);
        }
    }

    private Expected expected(DriftCase driftCase, long seed) {
        DriftProblem problem = DriftProblem.of(driftCase, seed, reference);
        List<DriftRun.Results> byLength = new ArrayList<>();
        for (int steps : DriftCase.lengths()) {
            byLength.add(DriftRun.of(reference, problem, driftCase.layer(steps)));
        }
        return new Expected(problem, byLength);
    }
}
