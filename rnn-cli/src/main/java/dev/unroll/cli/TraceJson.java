package dev.unroll.cli;

import dev.unroll.bench.trace.TraceLabels;
import dev.unroll.ledger.GradientFlow;
import dev.unroll.ledger.Ledger;
import dev.unroll.ledger.Reconciliation;
import dev.unroll.ledger.Symbols;
import dev.unroll.nn.ParameterSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A ledger's norms for programs. */
final class TraceJson {
    private TraceJson() {}

    static Map<String, @Nullable Object> of(Ledger ledger, TraceLabels labels, Reconciliation reconciliation) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("title", labels.title());
        map.put("steps", ledger.steps());
        map.put("reads", labels.reads());
        map.put("wants", labels.wants());
        map.put("loss", Json.number(ledger.loss()));
        List<Map<String, Object>> layers = new ArrayList<>();
        for (GradientFlow flow : GradientFlow.of(ledger)) {
            Map<String, Object> layer = new LinkedHashMap<>();
            layer.put("spectralNorm", flow.spectralNorm());
            layer.put("spatial", flow.spatial());
            layer.put("temporal", flow.temporal());
            layer.put("cellTemporal", flow.cellTemporal());
            layer.put("sum", flow.sum());
            layer.put("through", flow.through());
            layer.put("marks", flow.marks().stream().map(Enum::name).toList());
            layer.put("decadesPerStepBack", flow.decadesPerStepBack());
            layers.add(layer);
        }
        map.put("layers", layers);
        Map<String, List<Double>> shares = new LinkedHashMap<>();
        for (ParameterSpec parameter : ledger.spec().parameters()) {
            List<Double> norms = new ArrayList<>();
            for (int t = 0; t < ledger.steps(); t++) {
                norms.add(ledger.shareNorm(parameter.name(), t));
            }
            shares.put(Symbols.of(parameter.name(), ledger.layers()), norms);
        }
        map.put("shares", shares);
        map.put("sharesAddUp", invariant(reconciliation.sharesAddUp()));
        map.put("backendAgrees", invariant(reconciliation.backendAgrees()));
        return map;
    }

    private static Map<String, @Nullable Object> invariant(Reconciliation.Invariant invariant) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("held", invariant.held());
        map.put("statement", invariant.statement());
        map.put("error", Json.number(invariant.error()));
        map.put("bound", invariant.bound());
        map.put("worst", invariant.worst());
        map.put("faults", invariant.faults());
        return map;
    }
}
