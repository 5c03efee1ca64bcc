package dev.unroll.conformance;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How two backends, or two devices of one, agree with each other on whole networks.
 *
 * @param first as {@link NetworkResults#label} has it
 * @param second the other one
 * @param networks how many networks both ran
 * @param worst the array with the largest error in proportion to its bound; null when they share no network
 * @param disagreements arrays outside their bounds
 */
public record PairResult(
        String first, String second, int networks, @Nullable Difference worst, List<Difference> disagreements) {
    /**
     * One array of one network.
     *
     * @param network its label
     * @param comparison of the first backend's array with the second's
     * @param rerun the command that runs this network again on both
     */
    public record Difference(String network, Comparison comparison, String rerun) {}

    /** Copies the list. */
    public PairResult {
        disagreements = List.copyOf(disagreements);
    }

    /** Whether they disagree. */
    public boolean failed() {
        return !disagreements.isEmpty();
    }

    /** One line: both names, and the array that differs most. */
    @Override
    public String toString() {
        Difference most = worst;
        String pair = first + " and " + second + ": ";
        if (most == null) {
            return pair + "no network in common";
        }
        Comparison array = most.comparison();
        String where = " in " + array.name() + " of network " + most.network();
        if (!failed()) {
            return pair
                    + String.format(
                            Locale.ROOT,
                            "agree on %d networks; largest NMSE %.1e (bound %.0e)",
                            networks,
                            array.nmse(),
                            array.bound())
                    + where;
        }
        return pair + "FAILED, " + disagreements.size() + " arrays of " + networks + " networks; the worst" + where
                + ", " + array + " [again: " + most.rerun() + "]";
    }
}
