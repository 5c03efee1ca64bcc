package dev.unroll.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MlpSpecTest {
    private static final MlpSpec SPEC = new MlpSpec(50, 8, 4, 10, 30, 0);

    @Test
    void theCountIsThatOfItsParameters() {
        long sum = SPEC.parameters().stream().mapToLong(ParameterSpec::size).sum();
        assertEquals(50 * 8 + 10 * (4 * 8 + 1) + 30 * (10 + 1), sum);
        assertEquals(sum, SPEC.parameterCount());
        assertEquals(sum + 10 * 8, SPEC.withWindow(5).parameterCount(), "one more position, one more block of weights");
    }

    @Test
    void nearestIsNearerThanItsNeighbours() {
        for (long count = 1; count < 4000; count += 37) {
            MlpSpec nearest = SPEC.nearest(count);
            long error = Math.abs(nearest.parameterCount() - count);
            for (int other : new int[] {nearest.hidden() - 1, nearest.hidden() + 1}) {
                if (other > 0) {
                    assertTrue(error <= Math.abs(SPEC.withHidden(other).parameterCount() - count), "count " + count);
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1, 1, 1, 1, 0, vocabulary: 0",
        "1, 0, 1, 1, 1, 0, embedding: 0",
        "1, 1, 0, 1, 1, 0, window: 0",
        "1, 1, 1, 0, 1, 0, hidden: 0",
        "1, 1, 1, 1, -1, 0, outputs: -1",
        "1, 1, 1, 1, 1, 1, dropout: 1.0",
        "1, 1, 1, 1, 1, NaN, dropout: NaN",
        "1, 65536, 65536, 1, 1, 0, window: 65536 embeddings of 65536"
    })
    void sizesThatAreNone(int v, int e, int k, int h, int o, double dropout, String message) {
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> new MlpSpec(v, e, k, h, o, dropout));
        assertTrue(String.valueOf(refused.getMessage()).startsWith(message), refused.getMessage());
    }
}
