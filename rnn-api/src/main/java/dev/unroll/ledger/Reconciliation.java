package dev.unroll.ledger;

import dev.unroll.backend.Backend;
import dev.unroll.conformance.Comparison;
import dev.unroll.conformance.ErrorBounds;
import dev.unroll.nn.ParameterSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The two invariants of a ledger: the steps' shares add up to the gradient that the ledger computes, and that gradient is the one that a
 * backend computes. Bounds: 1e-12 of the largest sum of shares' magnitudes; for a backend that stores doubles a normalised mean squared error
 * of 1e-20 (1e-10 relative), for any other that of a network ({@link ErrorBounds}): 1e-10 (1e-5 relative) in float32. Where outputs and
 * numeric targets nearly cancel, what is left of them has lost digits, and everything that follows from it: that factor,
 * {@code (|O| + |target|) / |O - target|}, widens the relative bound.
 *
 * @param sharesAddUp the first
 * @param backendAgrees the second
 */
public record Reconciliation(Invariant sharesAddUp, Invariant backendAgrees) {
    private static final double SHARES_BOUND = 1e-12;
    private static final double EXACT_BOUND = 1e-20;
    /** From here on the loss of digits is worth a word. */
    private static final double NOTABLE = 10;

    /**
     * One of them.
     *
     * @param statement what must hold, in one line
     * @param error the largest error that was seen
     * @param bound the largest error that is allowed
     * @param worst the array that has the largest error
     * @param faults what is wrong, with layer, step and path; empty when it holds
     */
    public record Invariant(String statement, double error, double bound, String worst, List<String> faults) {
        /** Whether it holds. */
        public boolean held() {
            return faults.isEmpty();
        }

        /** One line. */
        @Override
        public String toString() {
            String figures = String.format(Locale.ROOT, "error %.1e at %s, bound %.1e", error, worst, bound);
            return (held() ? "held: " : "BROKEN: ") + statement + " (" + figures + ")"
                    + (held() ? "" : ": " + String.join("; ", faults));
        }
    }

    /** Checks both; the backend computes the ledger's batch again, with the ledger's parameters, in memory of its own. */
    public static Reconciliation of(Ledger ledger, Backend backend) {
        double rounding = ErrorBounds.of(backend).network();
        return new Reconciliation(shares(ledger), backend(ledger, BackendRun.of(ledger, backend), rounding));
    }

    /** Whether both hold. */
    public boolean held() {
        return sharesAddUp.held() && backendAgrees.held();
    }

    /** Throws {@link LedgerException} with layer, step and path unless both hold. */
    public Reconciliation require() {
        if (!held()) {
            Invariant broken = sharesAddUp.held() ? backendAgrees : sharesAddUp;
            throw new LedgerException("the gradient ledger does not balance: " + broken);
        }
        return this;
    }

    private static Invariant shares(Ledger ledger) {
        List<String> faults = new ArrayList<>();
        double error = 0;
        String worst = "";
        for (ParameterSpec parameter : ledger.spec().parameters()) {
            String name = parameter.name();
            double[] sum = new double[parameter.size()];
            double[] magnitudes = new double[parameter.size()];
            for (int t = 0; t < ledger.steps(); t++) {
                double[] share = ledger.share(name, t);
                for (int i = 0; i < share.length; i++) {
                    sum[i] += share[i];
                    magnitudes[i] += Math.abs(share[i]);
                }
            }
            double relative = error(sum, ledger.gradient(name), Norm.largest(magnitudes));
            // Written so that NaN counts as the largest error.
            if (!(relative <= error) || worst.isEmpty()) {
                error = relative;
                worst = Symbols.of(name, ledger.layers());
            }
            if (!(relative <= SHARES_BOUND)) {
                double[] excess = Explanation.difference(ledger.gradient(name), sum);
                faults.add(Explanation.of(ledger, name, excess).text());
            }
        }
        return new Invariant("the steps' shares add up to the gradient", error, SHARES_BOUND, worst, faults);
    }

    private static double error(double[] sum, double[] gradient, double largest) {
        double difference = Norm.largest(Explanation.difference(sum, gradient));
        return difference == 0 ? 0 : difference / largest;
    }

    private static Invariant backend(Ledger ledger, BackendRun run, double rounding) {
        double lost = cancellation(ledger);
        double bound = (run.exact() ? EXACT_BOUND : rounding) * lost * lost;
        double error = 0;
        String worst = "loss";
        List<String> arrays = new ArrayList<>();
        for (String name : run.results().keySet()) {
            double[] seen = run.results().getOrDefault(name, new double[0]);
            Comparison comparison = Comparison.of(name, seen, expected(ledger, name), bound);
            if (!(comparison.nmse() <= error)) {
                error = comparison.nmse();
                worst = name.contains(".") || name.contains("weight") || name.contains("bias")
                        ? Symbols.of(name, ledger.layers())
                        : name;
            }
            if (!comparison.agrees()) {
                arrays.add(comparison.toString());
            }
        }
        List<String> faults = new ArrayList<>();
        if (!arrays.isEmpty()) {
            faults.add(new FaultLocator(ledger, run, bound).find());
            faults.add(arrays.size() + " of " + run.results().size() + " arrays differ, first " + arrays.get(0));
        }
        String statement = "the gradient is the one that backend " + run.backend() + " computes";
        String why = lost > NOTABLE ? ", as far as outputs that nearly equal their targets let one see" : "";
        return new Invariant(statement + why, error, bound, worst, faults);
    }

    /** How many times larger the relative error of {@code O - target} is than that of O; 1 for cross-entropy. */
    private static double cancellation(Ledger ledger) {
        double[] targets = ledger.sequence().numbers();
        double sizes = 0;
        double differences = 0;
        for (int t = 0; t < ledger.steps() && targets.length > 0; t++) {
            OutputStep output = ledger.output(t);
            for (int n = 0; n < ledger.rows(); n++) {
                double[] row = output.outputs()[n];
                for (int j = 0; j < row.length && output.present()[n]; j++) {
                    double target = targets[ledger.sequence().headRow(t, n) * row.length + j];
                    sizes += (Math.abs(row[j]) + Math.abs(target)) * (Math.abs(row[j]) + Math.abs(target));
                    differences += (row[j] - target) * (row[j] - target);
                }
            }
        }
        return differences == 0 ? 1 : Math.max(1, StrictMath.sqrt(sizes / differences));
    }

    private static double[] expected(Ledger ledger, String name) {
        if (name.equals("loss")) {
            return new double[] {ledger.loss()};
        }
        if (name.startsWith("h0_l")) {
            return Rows.flat(ledger.initialGradient(Symbols.layer(name)));
        }
        if (name.startsWith("c0_l")) {
            return Rows.flat(ledger.initialCellGradient(Symbols.layer(name)));
        }
        return ledger.gradient(name);
    }
}
