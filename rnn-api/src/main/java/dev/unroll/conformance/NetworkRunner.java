package dev.unroll.conformance;

import dev.unroll.backend.Backend;
import dev.unroll.backend.ProductPrecision;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Runs whole networks on a backend and on the reference, whose results are kept for the next backend. */
final class NetworkRunner {
    private record Expected(NetworkCase.Drawn drawn, Map<String, double[]> results) {}

    private final Backend reference;
    private final Map<String, Expected> cache = new HashMap<>();

    NetworkRunner(Backend reference) {
        this.reference = reference;
    }

    CaseResult run(Backend underTest, NetworkCase networkCase, long seed, ConformanceListener listener) {
        ProductPrecision precision = underTest.productPrecision();
        ErrorBounds bounds = ErrorBounds.of(precision);
        if (!underTest.supports(networkCase.firstLayer())) {
            return networkCase.result(
                    underTest, seed, CaseResult.Outcome.SKIPPED, 0, bounds.network(), "not supported by the backend");
        }
        try {
            Expected expected = cache.computeIfAbsent(
                    precision + " " + seed + " " + networkCase.id(), key -> expected(networkCase, seed, precision));
            Map<String, double[]> actual = NetworkCase.results(expected.drawn().problem(), underTest);
            if (expected.drawn().usual()) {
                listener.onNetwork(networkCase, actual);
            }
            return judge(underTest, networkCase, seed, NetworkCase.compare(actual, expected.results(), bounds));
        } catch (RuntimeException | LinkageError | AssertionError thrown) {
            return networkCase.result(
                    underTest, seed, CaseResult.Outcome.FAILED, Double.NaN, bounds.network(), "threw " + thrown);
        }
    }

    private Expected expected(NetworkCase networkCase, long seed, ProductPrecision precision) {
        NetworkCase.Drawn drawn = networkCase.problem(seed, reference, precision);
        return new Expected(drawn, NetworkCase.results(drawn.problem(), reference));
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
        return networkCase.result(
                underTest,
                seed,
                passed ? CaseResult.Outcome.PASSED : CaseResult.Outcome.FAILED,
                worst.nmse(),
                worst.bound(),
                passed ? worst.toString() : faults.toString());
    }
}
