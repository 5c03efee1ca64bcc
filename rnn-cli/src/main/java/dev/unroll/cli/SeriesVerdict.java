package dev.unroll.cli;

import dev.unroll.series.ForecastComparison;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Whether a forecast is worth anything, in sentences: better than saying the last value again, and by more than chance would give.
 *
 * @param comparison with saying the last value again
 * @param ratio of the root mean square errors, network / last value
 * @param range what it was trained on
 * @param difference whether changes were learned
 */
record SeriesVerdict(ForecastComparison comparison, double ratio, TrainingRange range, boolean difference) {
    /** The verdict first, then what explains it. */
    List<String> sentences() {
        List<String> sentences = new ArrayList<>(List.of(verdict()));
        if (!comparison.isBetter() && range.isLeft()) {
            String what = (range.outside() == range.values() ? "All " : range.outside() + " of the ") + range.values();
            String trained = "the training part holds (" + number(range.least()) + " to " + number(range.most()) + ")";
            if (difference) {
                sentences.add(what + " changes to be forecast are beyond any that " + trained + ".");
            } else {
                sentences.add(what + " values to be forecast lie outside what " + trained
                        + ", and a network does not carry on what it never saw.");
                sentences.add("Try --difference, which learns the changes from value to value.");
            }
        }
        if (difference && !comparison.isBetter() && !comparison.isWorse()) {
            sentences.add("Where changes hardly depend on those before, as of prices, no forecast does better.");
        }
        return sentences;
    }

    private String verdict() {
        String t = String.format(Locale.ROOT, "t = %.1f", comparison.t());
        if (comparison.isBetter()) {
            return "The network beats saying the last value again: its error is " + percent(1 - ratio)
                    + " smaller, which is more than chance (" + t + "; above 2 counts).";
        }
        String not = "The network does NOT beat saying the last value again: ";
        if (comparison.isWorse()) {
            return not + "its error is "
                    + (ratio < 2
                            ? percent(ratio - 1) + " larger"
                            : String.format(Locale.ROOT, "%.3g times as large", ratio))
                    + " (" + t
                    + "). Do not forecast with it.";
        }
        if (comparison.values() < ForecastComparison.FEWEST) {
            return not + comparison.values() + " values are too few to tell.";
        }
        return not + "the errors differ by " + percent(Math.abs(ratio - 1)) + ", which may be chance (" + t
                + "; above 2 would count).";
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }

    private static String number(double value) {
        return BigDecimal.valueOf(value)
                .round(new MathContext(6))
                .stripTrailingZeros()
                .toPlainString();
    }
}
