package dev.unroll.conformance;

import dev.unroll.backend.RecurrentSpec;
import java.util.List;

/**
 * How far one layer drifts from the reference over a long sequence; see {@link DriftCase} for the layer. Every error is an NMSE by the
 * formula of {@link Comparison}, of one time step's values alone, so that a small step is judged by its own size.
 *
 * @param verdict the layer as a case, with "drift" for its kernel: passed, failed, or not supported; its error is the largest of all below
 * @param layer cell and sizes of the longest sequence
 * @param states errors of the state, in the order of computation: element k is {@code h} after k+1 steps forward
 * @param gradients errors of the gradient, in the order of computation as well: element k is {@code dx} after k+1 steps back, that is at
 *     time step T-k (counted from 1)
 * @param lengths errors against sequence length, ascending
 */
public record DriftResult(
        CaseResult verdict, RecurrentSpec layer, List<Double> states, List<Double> gradients, List<AtLength> lengths) {
    /**
     * The errors of a sequence of one length, with the loss at its end.
     *
     * @param steps its time steps
     * @param outputs NMSE of all states together
     * @param recurrentGradient NMSE of {@code dR}, which adds up over all steps
     */
    public record AtLength(int steps, double outputs, double recurrentGradient) {}

    /** Copies the lists, which are empty when the backend did not get that far. */
    public DriftResult {
        states = List.copyOf(states);
        gradients = List.copyOf(gradients);
        lengths = List.copyOf(lengths);
    }

    /** The largest error that passes, at every step and length. */
    public double bound() {
        return verdict.bound();
    }

    /** Whether an error lies outside the bound, or the backend could not run it. */
    public boolean failed() {
        return verdict.failed();
    }
}
