package dev.unroll.bench.workload;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.unroll.backend.CellType;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RectifierMarginTest {
    /** One unit and two steps: 0.5 x + 0.25 h, rows of their own. */
    private static RectifierMargin of(float... x) {
        Map<String, float[]> weights = new HashMap<>();
        weights.put("weight_ih_l0", new float[] {0.5f});
        weights.put("weight_hh_l0", new float[] {0.25f});
        weights.put("bias_ih_l0", new float[] {0.125f});
        weights.put("bias_hh_l0", new float[] {-0.125f});
        Shape shape = new Shape(2, x.length / 2, 1, 1, 1, 2);
        return new RectifierMargin(new Problem(shape, CellType.RELU, x, new int[x.length], weights));
    }

    @Test
    void isTheLeastOfAllSteps() {
        // Row 0: 0.5, then 0.25 x 0.5 - 0.5 = -0.375. Row 1: -1, which is cut off to 0, then 0.5.
        RectifierMargin margin = of(1, -2, -1, 1);
        assertEquals(0.375, margin.of(0));
        assertEquals(0.5, margin.of(1));
    }

    @Test
    void takesTheFirstRowThatStaysClearOfZero() {
        assertEquals(1, of(1e-6f, 1, 1, 1, 1, 1).clearest(new int[] {0, 1, 2}));
    }

    @Test
    void takesTheClearestWhereNoneStaysClear() {
        assertEquals(1, of(1e-6f, 4e-6f, 1, 1).clearest(new int[] {0, 1}));
    }
}
