package dev.unroll.conformance;

import dev.unroll.backend.Backend;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Collects one backend's errors on a {@link DriftCase} and judges them. */
final class DriftCurves {
    private final double bound;
    private final List<Double> states = new ArrayList<>();
    private final List<Double> gradients = new ArrayList<>();
    private final List<DriftResult.AtLength> lengths = new ArrayList<>();
    private final List<Comparison> faults = new ArrayList<>();
    private double worst;
    private String where = "";

    /** @param bound of every error */
    DriftCurves(double bound) {
        this.bound = bound;
    }

    void add(int steps, DriftRun.Results actual, DriftRun.Results expected) {
        if (steps == DriftCase.STEPS) {
            for (int k = 0; k < steps; k++) {
                String forward = "h after " + (k + 1) + " steps";
                states.add(error(forward, step(actual.h(), steps, k), step(expected.h(), steps, k)));
                int t = steps - 1 - k;
                String back = "dx after " + (k + 1) + " steps back";
                gradients.add(error(back, step(actual.dx(), steps, t), step(expected.dx(), steps, t)));
            }
        }
        double outputs = error("all h of T=" + steps, actual.h(), expected.h());
        double recurrent = error("dR of T=" + steps, actual.dr(), expected.dr());
        lengths.add(new DriftResult.AtLength(steps, outputs, recurrent));
    }

    private double error(String what, double[] actual, double[] expected) {
        Comparison comparison = Comparison.of(what, actual, expected, bound);
        if (!comparison.agrees()) {
            faults.add(comparison);
        }
        if (Double.isNaN(comparison.nmse()) || comparison.nmse() > worst) {
            worst = comparison.nmse();
            where = what;
        }
        return comparison.nmse();
    }

    private static double[] step(double[] sequence, int steps, int index) {
        int size = sequence.length / steps;
        return Arrays.copyOfRange(sequence, index * size, (index + 1) * size);
    }

    DriftResult judged(Backend backend, DriftCase driftCase, long seed) {
        if (faults.isEmpty()) {
            String detail = String.format(Locale.ROOT, "NMSE at most %.2e: %s", worst, where);
            return ended(backend, driftCase, seed, CaseResult.Outcome.PASSED, detail);
        }
        // The first step that is off says more than the worst one, which is where everything has piled up.
        String detail =
                faults.get(0) + (faults.size() == 1 ? "" : "; and " + (faults.size() - 1) + " more steps or lengths");
        return ended(backend, driftCase, seed, CaseResult.Outcome.FAILED, detail);
    }

    DriftResult ended(Backend backend, DriftCase driftCase, long seed, CaseResult.Outcome outcome, String detail) {
        CaseResult verdict = driftCase.result(backend, seed, outcome, worst, bound, detail);
        return new DriftResult(verdict, driftCase.firstLayer(), states, gradients, lengths);
    }
}
