package dev.unroll.conformance;

import dev.unroll.backend.CellType;
import dev.unroll.backend.RecurrentSpec;
import java.util.Arrays;
import java.util.List;

/**
 * One layer over a sequence so long that rounding errors have time to grow: {@value #STEPS} steps with orthogonal recurrent weights, which
 * neither shrink nor stretch what they multiply, and a loss at the last step only, so that the gradient goes all the way back. Compared are
 * the state after each step, the gradient of each step's input, and, for sequences of several lengths, all states and {@code dR}.
 *
 * <p>The bound is that of a network ({@link ErrorBounds}) here too, at every single step. Rounding errors of unbiased arithmetic walk at random:
 * their squares add up, some 3 u^2 a step with u = 2^-24, 1e-14 a step and 5e-12 after {@value #STEPS}. The float32 cpu backend follows that
 * line (see {@link DriftProblem} for what else was measured) and stays under 3e-11 for every cell, fourteen seeds each. A kernel whose rounding has a preferred
 * side adds up errors instead of their squares: a third of u a step, far too little for any short case to see, is (500 u / 3)^2 = 1e-10 at
 * the end and fails.
 *
 * @param cell of the layer
 */
public record DriftCase(CellType cell) implements LayeredCase {
    /** The word that stands where others name a kernel. */
    public static final String KERNEL = "drift";

    /** Time steps of the longest sequence. */
    public static final int STEPS = 500;

    static final int ROWS = 4;
    static final int INPUTS = 8;
    static final int HIDDEN = 32;

    private static final List<Integer> LENGTHS = List.of(1, 2, 5, 10, 20, 50, 100, 200, STEPS);

    /** One for each cell. */
    public static List<DriftCase> all() {
        return Arrays.stream(CellType.values()).map(DriftCase::new).toList();
    }

    /** The lengths at which errors are taken, ascending; the last one is {@value #STEPS}. */
    public static List<Integer> lengths() {
        return LENGTHS;
    }

    @Override
    public String kernel() {
        return KERNEL;
    }

    /** Cell and sizes. */
    @Override
    public String label() {
        return cell + " T=" + STEPS + " N=" + ROWS + " I=" + INPUTS + " H=" + HIDDEN;
    }

    /** "drift" and the label. */
    public String id() {
        return KERNEL + " " + label();
    }

    /** The largest of its sizes. */
    public int extent() {
        return STEPS;
    }

    /** The layer over the whole sequence. */
    @Override
    public RecurrentSpec firstLayer() {
        return layer(STEPS);
    }

    /** The layer over the first steps of the sequence. */
    public RecurrentSpec layer(int steps) {
        return RecurrentSpec.forward(cell, steps, ROWS, INPUTS, HIDDEN);
    }

    @Override
    public String toString() {
        return id();
    }
}
