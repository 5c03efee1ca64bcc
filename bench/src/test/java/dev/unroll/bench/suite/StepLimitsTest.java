package dev.unroll.bench.suite;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.unroll.backend.CellType;
import dev.unroll.bench.workload.Mode;
import dev.unroll.bench.workload.Shape;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StepLimitsTest {
    private static final Shape SHAPE = new Shape(1, 1, 2, 3, 1, 4);
    /** 3 x 2 + 3 x 3 + 2 x 3 numbers of the layer and 4 x 3 + 4 of the head, 4 bytes each. */
    private static final long BYTES = 148;

    private static final StepLimits LIMITS = new StepLimits(Map.of(BYTES, 2e9), Set.of("cpu"));

    private static double seconds(String contender, CellType cell, Mode mode) {
        return LIMITS.seconds(new Measurement(contender, SHAPE, cell, mode, 1));
    }

    @Test
    void aStepReadsItsWeightsAtTheBandwidthOfSoManyBytes() {
        assertEquals(BYTES / 2e9, seconds("cpu", CellType.TANH, Mode.STEP));
    }

    @Test
    void whatWasNotMeasuredHasNoLimit() {
        assertEquals(Double.NaN, seconds("cpu", CellType.LSTM, Mode.STEP));
    }

    @Test
    void whoHasTheWeightsElsewhereHasNoLimit() {
        assertEquals(Double.NaN, seconds("cuda", CellType.TANH, Mode.STEP));
    }

    @Test
    void onlyAStepHasALimit() {
        assertEquals(Double.NaN, seconds("cpu", CellType.TANH, Mode.INFER));
    }
}
