package dev.unroll.bench.validation;

import dev.unroll.conformance.CaseResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The cases of one kernel on one backend in one row.
 *
 * @param kernel the kernel, "network", "learning" or "drift"
 * @param cases how many ran
 * @param failed how many failed
 * @param skipped how many the backend does not support
 * @param worst the case with the largest error in proportion to its bound; a failed one before a passed one
 */
public record KernelSummary(String kernel, int cases, int failed, int skipped, CaseResult worst) {
    /** One row for each kernel, in the order of the cases. */
    public static List<KernelSummary> of(List<CaseResult> results) {
        Map<String, List<CaseResult>> byKernel = new LinkedHashMap<>();
        for (CaseResult each : results) {
            byKernel.computeIfAbsent(each.kernel(), key -> new ArrayList<>()).add(each);
        }
        List<KernelSummary> rows = new ArrayList<>();
        byKernel.forEach((kernel, cases) -> rows.add(of(kernel, cases)));
        return rows;
    }

    private static KernelSummary of(String kernel, List<CaseResult> cases) {
        CaseResult worst = cases.get(0);
        int failed = 0;
        int skipped = 0;
        for (CaseResult each : cases) {
            failed += each.failed() ? 1 : 0;
            skipped += each.outcome() == CaseResult.Outcome.SKIPPED ? 1 : 0;
            if (severity(each) > severity(worst)) {
                worst = each;
            }
        }
        return new KernelSummary(kernel, cases.size(), failed, skipped, worst);
    }

    private static double severity(CaseResult result) {
        if (!result.failed()) {
            return result.nmse() / result.bound();
        }
        return Double.isNaN(result.nmse()) ? Double.POSITIVE_INFINITY : Double.MAX_VALUE;
    }
}
