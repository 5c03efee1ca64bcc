package dev.unroll.ledger;

import java.util.Locale;

/**
 * Why a weight's gradient differs from the ledger's: the one step whose share, times a factor, is the difference.
 *
 * @param text what is wrong, with layer, step and path
 * @param found whether one step explains it
 */
record Explanation(String text, boolean found) {
    /** A step explains a difference when less than this part of it is left. */
    private static final double LEFT_OVER = 1e-2;

    /**
     * Looks for the step.
     *
     * @param excess the gradient that was found, less the ledger's
     */
    static Explanation of(Ledger ledger, String parameter, double[] excess) {
        int best = -1;
        double least = LEFT_OVER;
        double factor = 0;
        double length = Norm.of(excess);
        for (int t = 0; t < ledger.steps(); t++) {
            double[] share = ledger.share(parameter, t);
            double squares = Rows.dot(share, share);
            double times = squares == 0 ? 0 : Rows.dot(excess, share) / squares;
            double[] rest = new double[share.length];
            for (int i = 0; i < rest.length; i++) {
                rest[i] = excess[i] - times * share[i];
            }
            double left = Norm.of(rest) / length;
            if (left < least) {
                least = left;
                best = t;
                factor = times;
            }
        }
        String where = place(ledger, parameter);
        if (best < 0) {
            return new Explanation(where + ": the gradient differs, and no single step explains it", false);
        }
        String how = Math.abs(factor + 1) < LEFT_OVER
                ? "the step's share is missing"
                : Math.abs(factor - 1) < LEFT_OVER
                        ? "the step's share is counted twice"
                        : String.format(Locale.ROOT, "the step's share is counted %.3g times", 1 + factor);
        return new Explanation(where + ", step " + best + ": " + how, true);
    }

    /** The layer, the weight, and the path that leads along it. */
    private static String place(Ledger ledger, String parameter) {
        int k = Symbols.layer(parameter);
        int layers = ledger.layers();
        String symbol = Symbols.of(parameter, layers) + " (" + parameter + ")";
        if (k < 0) {
            return parameter.startsWith("linear") ? "output, path A, " + symbol : "input, " + symbol;
        }
        String path = parameter.contains("_hh_")
                ? "path " + GradientPath.temporal(k, layers)
                : k > 0 ? "path " + GradientPath.C : "to the input";
        return "layer " + (k + 1) + ", " + path + ", " + symbol;
    }

    static double[] difference(double[] a, double[] b) {
        double[] result = new double[a.length];
        for (int i = 0; i < a.length; i++) {
            result[i] = a[i] - b[i];
        }
        return result;
    }
}
