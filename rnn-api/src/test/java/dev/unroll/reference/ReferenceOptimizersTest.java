package dev.unroll.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.unroll.backend.AdamSpec;
import dev.unroll.backend.OptimizerState;
import dev.unroll.backend.SgdSpec;
import dev.unroll.backend.StepScalars;
import dev.unroll.backend.View;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReferenceOptimizersTest extends ReferenceTestCase {
    private static final AdamSpec ADAM = new AdamSpec(0.5, 0.75, 0.5, 0);
    private static final SgdSpec SGD = new SgdSpec(0.5, 0.25);

    private final View p = memory.reals(1, 2, 10, 20);
    private final View g = memory.reals(1, 2, 4, -2);
    private final View m = memory.reals(1, 2, 2, 0);
    private final View v = memory.reals(1, 2, 0, 1);

    /** Rate 0.1, corrections 0.5 and 0.25, the given norm. */
    private View scalars(double maximalNorm, double loss, double sumOfSquares) {
        double[] values = new double[StepScalars.LENGTH];
        values[StepScalars.LEARNING_RATE] = 0.1;
        values[StepScalars.BIAS_CORRECTION_1] = 0.5;
        values[StepScalars.BIAS_CORRECTION_2] = 0.25;
        values[StepScalars.MAXIMAL_NORM] = maximalNorm;
        values[StepScalars.LOSS] = loss;
        values[StepScalars.SUM_OF_SQUARES] = sumOfSquares;
        values[StepScalars.APPLIED] = -1;
        return memory.reals(1, StepScalars.LENGTH, values);
    }

    private void assertApplied(View scalars, double expected) {
        assertEquals(expected, memory.read(scalars)[StepScalars.APPLIED], "applied");
    }

    @Test
    void adamMovesByTheCorrectedMoments() {
        View scalars = scalars(0, 1, 20);
        backend.adamStep(ADAM, new OptimizerState(p, g, m, v), scalars);
        // m = 0.5 [2, 0] + 0.5 [4, -2] = [3, -1]; v = 0.75 [0, 1] + 0.25 [16, 4] = [4, 1.75]
        assertNear(m, 3, -1);
        assertNear(v, 4, 1.75);
        // p -= 0.1 (m / 0.5) / (sqrt(v / 0.25) + 0.5) = 0.1 [6 / 4.5, -2 / (sqrt(7) + 0.5)]
        assertNear(p, 10 - 0.1 * 6 / 4.5, 20 + 0.1 * 2 / (2.6457513110645907 + 0.5));
        assertHolds(g, 4, -2);
        assertApplied(scalars, 1);
    }

    @Test
    void decayIsDecoupledFromTheMoments() {
        OptimizerState state = new OptimizerState(p, memory.zeros(1, 2), memory.zeros(1, 2), memory.zeros(1, 2));
        backend.adamStep(new AdamSpec(0.9, 0.999, 1e-8, 0.5), state, scalars(0, 1, 0));
        assertNear(p, 9.5, 19);
        assertHolds(state.m(), 0, 0);
    }

    @Test
    void sgdHasMomentumAndDecay() {
        View scalars = scalars(0, 1, 20);
        backend.sgdStep(SGD, new OptimizerState(p, g, m, null), scalars);
        assertNear(m, 5, -2);
        assertNear(p, 10 - 0.1 * (5 + 2.5), 20 - 0.1 * (-2 + 5));
        assertApplied(scalars, 1);
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "-1, 1", "10, 1", "1, 0.49999975000012499994"})
    void clippingScalesTheGradientInTheKernelAlone(double maximalNorm, double factor) {
        backend.sgdStep(new SgdSpec(0, 0), new OptimizerState(p, g, m, null), scalars(maximalNorm, 1, 4));
        assertNear(m, 4 * factor, -2 * factor);
        assertHolds(g, 4, -2);
    }

    @Test
    void aNormOfZeroIsNoDivisionByZero() {
        backend.sgdStep(new SgdSpec(0, 0), new OptimizerState(p, memory.zeros(1, 2), m, null), scalars(5, 1, 0));
        assertHolds(p, 10, 20);
    }

    @ParameterizedTest
    @CsvSource({"NaN, 1", "Infinity, 1", "1, NaN", "1, Infinity"})
    void stepsThatAreNotFiniteChangeNothing(double loss, double sumOfSquares) {
        View scalars = scalars(1, loss, sumOfSquares);
        backend.adamStep(ADAM, new OptimizerState(p, g, m, v), scalars);
        assertApplied(scalars, 0);
        View again = scalars(1, loss, sumOfSquares);
        backend.sgdStep(SGD, new OptimizerState(p, g, m, null), again);
        assertApplied(again, 0);
        assertHolds(p, 10, 20);
        assertHolds(m, 2, 0);
        assertHolds(v, 0, 1);
    }
}
