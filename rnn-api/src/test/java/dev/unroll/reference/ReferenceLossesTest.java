package dev.unroll.reference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.unroll.backend.LossState;
import dev.unroll.backend.View;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReferenceLossesTest extends ReferenceTestCase {
    private static final double LOG_2 = 0.6931471805599453;
    private static final double LOG_4 = 1.3862943611198906;

    private LossState state(double factor, int rows) {
        return new LossState(memory.reals(1, 1, factor), memory.zeros(rows, 1), memory.reals(1, 2, NAN, NAN));
    }

    @Test
    void crossEntropyOfKnownProbabilities() {
        View logits = memory.strided(2, 2, 3, 0, 0, Math.log(3), 0);
        View dLogits = memory.strided(2, 2, 4, NAN, NAN, NAN, NAN);
        LossState state = state(0.5, 2);
        backend.softmaxCrossEntropy(logits, memory.ints(0, 1), state, dLogits);
        assertNear(state.rowLosses(), LOG_2, LOG_4);
        assertNear(state.result(), 0.5 * (LOG_2 + LOG_4), 2);
        assertNear(dLogits, -0.25, 0.25, 0.375, -0.375);
    }

    @Test
    void theGradientMayBeAbsentOrInPlace() {
        View logits = memory.reals(1, 2, 0, 0);
        LossState state = state(1, 1);
        backend.softmaxCrossEntropy(logits, memory.ints(1), state, null);
        assertHolds(logits, 0, 0);
        assertNear(state.result(), LOG_2, 1);
        backend.softmaxCrossEntropy(logits, memory.ints(1), state, logits);
        assertNear(logits, 0.5, -0.5);
    }

    @Test
    void uncountedRowsGiveExactZerosWhateverTheyHold() {
        View logits = memory.reals(2, 2, NAN, Double.POSITIVE_INFINITY, 0, 0);
        View dLogits = memory.reals(2, 2, NAN, NAN, NAN, NAN);
        LossState state = state(1, 2);
        backend.softmaxCrossEntropy(logits, memory.ints(-1, 0), state, dLogits);
        assertNear(state.rowLosses(), 0, LOG_2);
        assertNear(state.result(), LOG_2, 1);
        assertHolds(dLogits, 0, 0, -0.5, 0.5);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 1, Double.NaN, Double.POSITIVE_INFINITY})
    void nothingCountedIsALossOfExactlyZero(double factor) {
        LossState state = state(factor, 2);
        View dLogits = memory.reals(2, 2, NAN, NAN, NAN, NAN);
        backend.softmaxCrossEntropy(memory.zeros(2, 2), memory.ints(-1, -1), state, dLogits);
        assertHolds(state.result(), 0, 0);
        assertHolds(dLogits, 0, 0, 0, 0);
        LossState squared = state(factor, 2);
        backend.meanSquaredError(memory.zeros(2, 2), memory.zeros(2, 2), memory.ints(-1, -9), squared, dLogits);
        assertHolds(squared.result(), 0, 0);
        assertHolds(dLogits, 0, 0, 0, 0);
    }

    @ParameterizedTest
    @ValueSource(ints = {-2, -100, 2, Integer.MAX_VALUE})
    void aTargetOutsideIsNanInItsRow(int target) {
        LossState state = state(1, 2);
        View dLogits = memory.zeros(2, 2);
        backend.softmaxCrossEntropy(memory.zeros(2, 2), memory.ints(0, target), state, dLogits);
        assertEquals(LOG_2, memory.read(state.rowLosses())[0], 1e-15);
        assertHolds(state.result(), NAN, 2);
        assertHolds(dLogits, -0.5, 0.5, NAN, NAN);
    }

    @Test
    void hugeLogitsStayFinite() {
        View logits = memory.reals(3, 2, 1e300, -1e300, -1e300, -1e300, 1000, 1000);
        View dLogits = memory.zeros(3, 2);
        LossState state = state(1, 3);
        backend.softmaxCrossEntropy(logits, memory.ints(1, 0, 0), state, dLogits);
        assertArrayEquals(new double[] {2e300, LOG_2, LOG_2}, memory.read(state.rowLosses()), 1e-15);
        assertHolds(dLogits, 1, -1, -0.5, 0.5, -0.5, 0.5);
    }

    @Test
    void aNanLogitIsNanInItsRow() {
        LossState state = state(1, 2);
        View dLogits = memory.zeros(2, 2);
        backend.softmaxCrossEntropy(memory.reals(2, 2, 0, NAN, 0, 0), memory.ints(0, 0), state, dLogits);
        assertHolds(dLogits, NAN, NAN, -0.5, 0.5);
        assertHolds(state.result(), NAN, 2);
    }

    @Test
    void minusInfinityIsAProbabilityOfZero() {
        View dLogits = memory.zeros(1, 2);
        LossState state = state(1, 1);
        backend.softmaxCrossEntropy(memory.reals(1, 2, Double.NEGATIVE_INFINITY, 0), memory.ints(1), state, dLogits);
        assertHolds(state.result(), 0, 1);
        assertHolds(dLogits, 0, 0);
    }

    @Test
    void squaredErrorCountsElements() {
        View prediction = memory.strided(3, 2, 3, 1, 2, 3, 4, NAN, NAN);
        View gradient = memory.zeros(3, 2);
        LossState state = state(0.25, 3);
        backend.meanSquaredError(
                prediction, memory.reals(3, 2, 0, 4, 3, 1, 0, 0), memory.ints(0, 5, -1), state, gradient);
        assertHolds(state.rowLosses(), 5, 9, 0);
        assertHolds(state.result(), 3.5, 4);
        assertHolds(gradient, 0.5, -1, 0, 1.5, 0, 0);
    }

    @Test
    void squaredErrorWithoutMaskCountsEveryRow() {
        View prediction = memory.reals(2, 1, 1, 2);
        LossState state = state(0.5, 2);
        backend.meanSquaredError(prediction, memory.reals(2, 1, 0, 0), null, state, prediction);
        assertHolds(state.result(), 2.5, 2);
        assertHolds(prediction, 1, 2);
    }

    @Test
    void theHeadIsProductThenLoss() {
        View dLogits = memory.zeros(1, 2);
        LossState state = state(1, 1);
        View weight = memory.reals(2, 2, 1, 0, 0, 1);
        backend.linearSoftmaxCrossEntropy(
                memory.reals(1, 2, 2, 3), weight, memory.reals(1, 2, 1, 0), memory.ints(0), state, dLogits);
        assertNear(state.result(), LOG_2, 1);
        assertNear(dLogits, -0.5, 0.5);
    }
}
