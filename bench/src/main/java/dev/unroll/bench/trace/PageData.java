package dev.unroll.bench.trace;

import dev.unroll.ledger.LayerStep;
import dev.unroll.ledger.Ledger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import tools.jackson.jr.ob.JSON;

/** The numbers of a page as JSON: every box's vectors in full, and each step's lines. */
final class PageData {
    /** More numbers than these make a page that browsers are slow with, so the vectors are left out. */
    static final long MOST_NUMBERS = 400_000;

    private PageData() {}

    static String json(Ledger ledger, TraceLabels labels) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("steps", ledger.steps());
        List<String> rows = new ArrayList<>(List.of("O"));
        for (int k = ledger.layers() - 1; k >= 0; k--) {
            rows.add("h" + (k + 1));
        }
        rows.add("x");
        data.put("rows", rows);
        List<String> passes = new ArrayList<>();
        List<Map<String, Object>> vectors = new ArrayList<>();
        boolean fits = numbers(ledger) <= MOST_NUMBERS;
        for (int t = 0; t < ledger.steps(); t++) {
            passes.add(BackwardPassText.of(ledger, labels, t));
            if (fits) {
                vectors.add(vectors(ledger, t));
            }
        }
        data.put("passes", passes);
        data.put(
                "forwardParts",
                List.of(part("value", "value", "on the way forward"), part("cell", "cell state", "c_t")));
        data.put(
                "backwardParts",
                List.of(
                        part("sum", "gradient", "altogether"),
                        part("spatial", "spatial part", "from above, at this step"),
                        part("temporal", "temporal part", "from the next step"),
                        part("cellTemporal", "temporal part of the cell state", "from the next step"),
                        part("through", "let through", "after the cell's derivatives")));
        if (fits) {
            data.put("vectors", vectors);
        }
        return JSON.std.asString(data);
    }

    private static long numbers(Ledger ledger) {
        long each = 2L * ledger.spec().outputs() + 2L * ledger.spec().inputSize();
        for (int k = 0; k < ledger.layers(); k++) {
            int gates = ledger.spec().layers().get(k).cell().gates();
            each += (6L + gates) * ledger.spec().layers().get(k).hidden();
        }
        return each * ledger.steps() * ledger.rows();
    }

    private static Map<String, String> part(String key, String name, String what) {
        return Map.of("key", key, "name", name, "what", what);
    }

    private static Map<String, Object> vectors(Ledger ledger, int t) {
        Map<String, Object> step = new LinkedHashMap<>();
        step.put(
                "O",
                Map.of(
                        "value",
                        flat(ledger.output(t).outputs()),
                        "sum",
                        flat(ledger.output(t).gradient())));
        for (int k = 0; k < ledger.layers(); k++) {
            LayerStep here = ledger.at(t, k);
            LayerStep.Backward back = here.backward();
            Map<String, double[]> parts = new LinkedHashMap<>();
            parts.put("value", flat(here.forward().h()));
            parts.put("cell", flat(here.forward().cell()));
            parts.put("sum", flat(back.sum()));
            parts.put("spatial", flat(back.spatial()));
            parts.put("temporal", flat(back.temporal()));
            parts.put("cellTemporal", flat(back.cellTemporal()));
            parts.put("through", flat(back.throughInput()));
            step.put("h" + (k + 1), parts);
        }
        step.put("x", Map.of("value", flat(ledger.at(t, 0).forward().x()), "sum", flat(ledger.inputGradient(t))));
        return step;
    }

    private static double[] flat(double[][] rows) {
        return Arrays.stream(rows).flatMapToDouble(DoubleStream::of).toArray();
    }
}
