package dev.unroll.bench.workload;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.unroll.backend.CellType;
import org.junit.jupiter.api.Test;

/** Against sums written out by hand. */
class FlopsTest {
    private static final Shape TWO_LAYERS = new Shape(3, 5, 7, 11, 2, 13);

    @Test
    void inferenceIsEveryProductOnce() {
        // Layer 1 reads 7, layer 2 reads 11; both have R of 11 x 11; the head is 11 x 13.
        double perRow = 11 * 7 + 11 * 11 + 11 * 11 + 11 * 11 + 11 * 13;
        assertEquals(2 * 15 * perRow, Flops.of(Mode.INFER, TWO_LAYERS, CellType.TANH));
    }

    @Test
    void anLstmHasFourTimesTheRecurrentProductsAndTheSameHead() {
        double perRow = 4 * (11 * 7 + 3 * 11 * 11) + 11 * 13;
        assertEquals(2 * 15 * perRow, Flops.of(Mode.INFER, TWO_LAYERS, CellType.LSTM));
    }

    @Test
    void trainingIsThreeTimesThatWithoutTheGradientOfTheInput() {
        double infer = Flops.of(Mode.INFER, TWO_LAYERS, CellType.GRU);
        assertEquals(3 * infer - 2 * 15 * 3 * 11 * 7, Flops.of(Mode.TRAIN, TWO_LAYERS, CellType.GRU));
    }

    @Test
    void aStepIsInferenceOfOneStepOfOneRow() {
        assertEquals(
                Flops.of(Mode.INFER, TWO_LAYERS, CellType.RELU) / 15, Flops.of(Mode.STEP, TWO_LAYERS, CellType.RELU));
    }
}
