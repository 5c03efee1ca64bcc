package dev.unroll.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.cuda.CudaSettings.Products;
import dev.unroll.cuda.GemmPlan.Tile;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GemmPlanTest {
    @ParameterizedTest
    @EnumSource
    void everyValueOfDepthIsInOnePart(Products products) {
        Random random = new Random(1);
        for (int i = 0; i < 2000; i++) {
            int k = random.nextInt(1 + (1 << random.nextInt(17)));
            GemmPlan plan = GemmPlan.of(products, 1 + random.nextInt(5000), 1 + random.nextInt(5000), k);
            assertTrue(plan.parts() >= 1 && plan.depth() >= 1, plan::toString);
            assertTrue((long) plan.parts() * plan.depth() >= k, plan::toString);
            assertTrue((long) (plan.parts() - 1) * plan.depth() < Math.max(1, k), plan::toString);
            assertTrue(plan.parts() == 1 || plan.depth() % 64 == 0, plan::toString);
            assertTrue(Tile.of(products).contains(plan.tile()), plan::toString);
        }
    }

    @Test
    void fewTilesAreSplitAndManyAreNot() {
        assertTrue(GemmPlan.of(Products.FP32, 512, 512, 6400).parts() > 4);
        assertEquals(new GemmPlan(Tile.LARGE, 2560, 1), GemmPlan.of(Products.FP32, 6400, 2560, 2560));
        assertEquals(new GemmPlan(Tile.SMALL, 128, 1), GemmPlan.of(Products.FP32, 1, 128, 128));
        assertEquals(1, GemmPlan.of(Products.FP32, 3, 4, 0).parts());
    }

    @Test
    void tensorCoresHaveTilesOfTheirOwn() {
        assertTrue(GemmPlan.of(Products.TF32, 512, 512, 6400).parts() > 1);
        assertEquals(new GemmPlan(Tile.TENSOR_LARGE, 2560, 1), GemmPlan.of(Products.TF32, 6400, 2560, 2560));
        assertEquals(new GemmPlan(Tile.TENSOR_SMALL, 128, 1), GemmPlan.of(Products.TF32, 1, 128, 128));
        assertEquals(1, GemmPlan.of(Products.TF32, 3, 4, 0).parts());
    }
}
