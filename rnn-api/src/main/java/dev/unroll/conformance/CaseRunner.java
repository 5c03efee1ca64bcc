package dev.unroll.conformance;

import dev.unroll.backend.Backend;
import dev.unroll.backend.RecurrentSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Runs kernel cases on a backend and judges what comes of them. */
final class CaseRunner {
    private final ReferenceResults reference;

    CaseRunner(Backend reference) {
        this.reference = new ReferenceResults(reference);
    }

    CaseResult run(Backend underTest, KernelCase kernelCase, long seed) {
        RecurrentSpec layer = kernelCase.layer();
        if (layer != null && !underTest.supports(layer)) {
            return result(underTest, kernelCase, seed, CaseResult.Outcome.SKIPPED, 0, "not supported by the backend");
        }
        try {
            ReferenceResults.Expected expected = reference.of(kernelCase, seed);
            KernelRun.Result first = KernelRun.of(underTest, kernelCase, expected.operands());
            if (first.fault() != null) {
                return result(underTest, kernelCase, seed, CaseResult.Outcome.FAILED, Double.NaN, first.fault());
            }
            return judge(underTest, kernelCase, seed, first.contents(), expected);
        } catch (RuntimeException | LinkageError | AssertionError thrown) {
            return result(underTest, kernelCase, seed, CaseResult.Outcome.FAILED, Double.NaN, "threw " + thrown);
        }
    }

    private CaseResult judge(
            Backend underTest,
            KernelCase kernelCase,
            long seed,
            Map<String, double[]> actual,
            ReferenceResults.Expected expected) {
        List<Operand> operands = expected.operands();
        List<Comparison> comparisons = compare(kernelCase, operands, actual, expected.contents(), underTest);
        List<String> faults = new ArrayList<>();
        comparisons.stream().filter(c -> !c.agrees()).map(Comparison::toString).forEach(faults::add);
        KernelCase.Invariant invariant = kernelCase.invariant();
        String violation = invariant == null ? null : invariant.violation(actual);
        if (violation != null) {
            faults.add(violation);
        }
        if (faults.isEmpty()) {
            String difference = difference(
                    actual, KernelRun.of(underTest, kernelCase, operands).contents());
            if (difference != null) {
                faults.add(difference);
            }
        }
        Comparison worst = worst(comparisons);
        double nmse = worst == null ? 0 : worst.nmse();
        boolean passed = faults.isEmpty();
        String detail = passed ? String.valueOf(worst) : String.join("; ", faults);
        return result(
                underTest,
                kernelCase,
                seed,
                passed ? CaseResult.Outcome.PASSED : CaseResult.Outcome.FAILED,
                nmse,
                detail);
    }

    private static List<Comparison> compare(
            KernelCase kernelCase,
            List<Operand> operands,
            Map<String, double[]> actual,
            Map<String, double[]> expected,
            Backend underTest) {
        boolean float32 = Precision.of(underTest) == Precision.FLOAT32;
        double bound = kernelCase.bound(ErrorBounds.of(underTest));
        List<Comparison> result = new ArrayList<>();
        for (Operand operand : operands) {
            double[] got = actual.get(operand.name());
            double[] want = expected.get(operand.name());
            if (got != null && want != null) {
                result.addAll(OperandComparison.of(operand, got, want, bound, float32));
            }
        }
        return result;
    }

    private static @Nullable Comparison worst(List<Comparison> comparisons) {
        Comparison worst = null;
        for (Comparison each : comparisons) {
            if (worst == null || Double.isNaN(each.nmse()) || each.nmse() > worst.nmse()) {
                worst = each;
            }
        }
        return worst;
    }

    /** What differs between two runs of the same call, bit for bit. */
    private static @Nullable String difference(Map<String, double[]> first, Map<String, double[]> second) {
        for (Map.Entry<String, double[]> entry : first.entrySet()) {
            double[] again = second.getOrDefault(entry.getKey(), new double[0]);
            int index = Arrays.mismatch(entry.getValue(), again);
            if (index >= 0) {
                return entry.getKey() + ": not repeatable, element " + index + " was " + entry.getValue()[index]
                        + ", then " + again[index];
            }
        }
        return null;
    }

    private static CaseResult result(
            Backend backend, KernelCase kernelCase, long seed, CaseResult.Outcome outcome, double nmse, String detail) {
        RecurrentSpec layer = kernelCase.layer();
        String implementation = layer == null ? "" : backend.implementationName(layer);
        return new CaseResult(
                backend.name(),
                backend.device(),
                kernelCase.kernel(),
                kernelCase.label(),
                implementation,
                seed,
                outcome,
                nmse,
                kernelCase.bound(ErrorBounds.of(backend)),
                detail);
    }
}
