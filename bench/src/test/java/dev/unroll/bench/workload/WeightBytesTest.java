package dev.unroll.bench.workload;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.unroll.backend.CellType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Against a sum written out by hand, and against the weights that are timed. */
class WeightBytesTest {
    private static final Shape TWO_LAYERS = new Shape(3, 5, 7, 11, 2, 13);

    @Test
    void everyMatrixAndBothBiasesCountOnce() {
        // Layer 1 reads 7, layer 2 reads 11; both have R of 11 x 11 and two biases of 11, for each gate; the head is 13
        // x 11 and 13.
        long recurrent = 4 * (11 * 7 + 11 * 11 + 2 * 11 + 11 * 11 + 11 * 11 + 2 * 11);
        assertEquals(4 * (recurrent + 13 * 11 + 13), WeightBytes.of(TWO_LAYERS, CellType.LSTM));
    }

    @ParameterizedTest
    @EnumSource(CellType.class)
    void theyAreTheProblemsWeights(CellType cell) {
        long numbers = Problem.seeded(TWO_LAYERS.oneStep(), cell, 1).weights().values().stream()
                .mapToLong(array -> array.length)
                .sum();
        assertEquals(numbers * Float.BYTES, WeightBytes.of(TWO_LAYERS, cell));
    }
}
