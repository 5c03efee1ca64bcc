package dev.unroll.conformance;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Every kernel case of the interface. */
public final class KernelCases {
    private KernelCases() {}

    /** The cases of a plan, in an order that names the simplest kernel first; each has an {@link KernelCase#id} of its own. */
    public static List<KernelCase> of(CasePlan plan) {
        List<KernelCase> all = new ArrayList<>();
        all.addAll(ElementwiseCases.of());
        all.addAll(GemmCases.of(plan));
        all.addAll(GateCases.of());
        all.addAll(RecurrentCases.of(plan));
        all.addAll(EmbeddingCases.of());
        all.addAll(LossCases.of());
        all.addAll(OptimizerCases.of());
        Map<String, KernelCase> distinct = new LinkedHashMap<>();
        all.forEach(each -> distinct.putIfAbsent(each.id(), each));
        return List.copyOf(distinct.values());
    }
}
