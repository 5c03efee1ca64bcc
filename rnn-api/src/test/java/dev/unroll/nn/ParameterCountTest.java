package dev.unroll.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.unroll.backend.CellType;
import org.junit.jupiter.api.Test;

class ParameterCountTest {
    @Test
    void weightsAreSharedOverTime() {
        NetworkSpec spec =
                NetworkSpec.builder().dense(3).layer(CellType.GRU, 5).outputs(2).build();
        // 3 gates of 5: 15*3 + 15*5 + 15 + 15 = 150; head 2*5 + 2 = 12.
        ParameterCount count = ParameterCount.of(spec, 10);
        assertEquals(162, count.shared());
        assertEquals(1620, count.unrolled());
    }

    @Test
    void aHeadAtTheLastStepCountsOnceAndTokensCountTheirTable() {
        NetworkSpec spec = NetworkSpec.builder()
                .tokens(7, 3)
                .layer(CellType.TANH, 2)
                .outputs(7)
                .lossAt(LossAt.LAST_STEP)
                .build();
        // Table 21; layer 6 + 4 + 2 + 2 = 14; head 14 + 7 = 21.
        ParameterCount count = ParameterCount.of(spec, 4);
        assertEquals(56, count.shared());
        assertEquals(4 * 35 + 21, count.unrolled());
        assertEquals("embedding.weight", count.parts().get(0).name());
        assertThrows(IllegalArgumentException.class, () -> ParameterCount.of(spec, 0));
    }
}
