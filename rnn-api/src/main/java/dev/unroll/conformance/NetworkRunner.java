package dev.unroll.conformance;

import dev.unroll.backend.Backend;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Runs whole networks on a backend and on the reference, whose results are kept for the next backend. */
final class NetworkRunner {
    private record Expected(NetworkProblem problem, Map<String, double[]> results) {}

    private final Backend reference;
    private final Map<String, Expected> cache = new HashMap<>();

    NetworkRunner(Backend reference) {
        this.reference = reference;
    }

    CaseResult run(Backend underTest, NetworkCase networkCase, long seed, ConformanceListener listener) {
        if (!underTest.supports(networkCase.firstLayer())) {
            return result(
                    underTest,
                    networkCase,
                    seed,
                    CaseResult.Outcome.SKIPPED,
                    0,
                    Comparison.FLOAT32_BOUND,
                    "not supported by the backend");
        }
        try {
            Expected expected =
                    cache.computeIfAbsent(seed + " " + networkCase.id(), key -> expected(networkCase, seed));
            Map<String, double[]> actual = NetworkCase.results(expected.problem(), underTest);
            listener.onNetwork(networkCase, actual);
            return judge(underTest, networkCase, seed, NetworkCase.compare(actual, expected.results()));
        } catch (RuntimeException | LinkageError | AssertionError thrown) {
            return result(
                    underTest,
                    networkCase,
                    seed,
                    CaseResult.Outcome.FAILED,
                    Double.NaN,
                    Comparison.FLOAT32_BOUND,
                    "threw " + thrown);
        }
    }

    private Expected expected(NetworkCase networkCase, long seed) {
        NetworkProblem problem = networkCase.problem(seed, reference);
        return new Expected(problem, NetworkCase.results(problem, reference));
    }

    private static CaseResult judge(
            Backend underTest, NetworkCase networkCase, long seed, List<Comparison> comparisons) {
        Comparison worst = comparisons.get(0);
        StringBuilder faults = new StringBuilder();
        for (Comparison each : comparisons) {
            if (!each.agrees()) {
                faults.append(faults.isEmpty() ? each.toString() : "; and " + each.name());
            }
            if (Double.isNaN(each.nmse()) || each.nmse() / each.bound() > worst.nmse() / worst.bound()) {
                worst = each;
            }
        }
        boolean passed = faults.isEmpty();
        return result(
                underTest,
                networkCase,
                seed,
                passed ? CaseResult.Outcome.PASSED : CaseResult.Outcome.FAILED,
                worst.nmse(),
                worst.bound(),
                passed ? worst.toString() : faults.toString());
    }

    private static CaseResult result(
            Backend backend,
            NetworkCase networkCase,
            long seed,
            CaseResult.Outcome outcome,
            double nmse,
            double bound,
            String detail) {
        return new CaseResult(
                backend.name(),
                backend.device(),
                NetworkCase.KERNEL,
                networkCase.label(),
                backend.implementationName(networkCase.firstLayer()),
                seed,
                outcome,
                nmse,
                bound,
                detail);
    }
}
