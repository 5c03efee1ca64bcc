package dev.unroll.bench.validation;

import dev.unroll.bench.format.TextTable;
import dev.unroll.bench.format.Units;
import dev.unroll.conformance.DriftResult;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Drift curves at a few of their steps, as lines for a terminal. */
final class DriftText {
    private static final int[] STEPS = {1, 10, 100, 250, 500};

    private DriftText() {}

    static List<String> of(List<DriftResult> results) {
        List<DriftResult> ran =
                results.stream().filter(each -> !each.gradients().isEmpty()).toList();
        if (ran.isEmpty()) {
            return List.of();
        }
        List<String> lines = new ArrayList<>(List.of(""));
        if (ran.stream().allMatch(each -> each.verdict().nmse() == 0)) {
            lines.add("  drift: none over " + STEPS[STEPS.length - 1] + " steps, in no cell");
            return lines;
        }
        lines.add(
                "  drift with orthogonal R: NMSE of h of one step, so many steps from the start; of dx of one step, so many");
        lines.add("  from the end, where the loss is; of dR of a whole sequence of so many");
        List<String> heading = new ArrayList<>(List.of("steps"));
        for (int step : STEPS) {
            heading.add(String.valueOf(step));
        }
        heading.addAll(List.of("worst", ""));
        TextTable table = new TextTable(heading.toArray(String[]::new)).indent(2);
        for (DriftResult each : ran) {
            String cell = each.layer().cell().name();
            table.row(row(cell + " h", curve(each.states()), each.bound()));
            table.row(row(cell + " dx", curve(each.gradients()), each.bound()));
            TreeMap<Integer, Double> recurrent = new TreeMap<>();
            each.lengths().forEach(length -> recurrent.put(length.steps(), length.recurrentGradient()));
            table.row(row(cell + " dR", recurrent, each.bound()));
        }
        lines.addAll(table.toString().lines().toList());
        return lines;
    }

    /** Errors by steps, counted from 1. */
    private static TreeMap<Integer, Double> curve(List<Double> errors) {
        TreeMap<Integer, Double> bySteps = new TreeMap<>();
        for (int k = 0; k < errors.size(); k++) {
            bySteps.put(k + 1, errors.get(k));
        }
        return bySteps;
    }

    private static String[] row(String name, TreeMap<Integer, Double> bySteps, double bound) {
        List<String> row = new ArrayList<>(List.of(name));
        for (int steps : STEPS) {
            Double error = bySteps.get(steps);
            row.add(error == null ? "" : Units.error(error));
        }
        int worst = bySteps.firstKey();
        for (int steps : bySteps.keySet()) {
            // Double.compare takes NaN for the largest.
            if (Double.compare(bySteps.getOrDefault(steps, 0.0), bySteps.getOrDefault(worst, 0.0)) > 0) {
                worst = steps;
            }
        }
        double most = bySteps.getOrDefault(worst, 0.0);
        row.add(Units.error(most));
        row.add("at " + worst + (most <= bound ? "" : ", FAILED: above " + Units.error(bound)));
        return row.toArray(String[]::new);
    }
}
