package dev.unroll.conformance.learning;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.backend.Backend;
import dev.unroll.backend.Backends;
import dev.unroll.nn.LayerSpec;
import dev.unroll.train.Batch;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SmallTaskTest {
    private static final int STEPS = 20;

    @ParameterizedTest
    @MethodSource("dev.unroll.conformance.learning.LearningTask#all")
    void isSmall(LearningTask task) {
        LearningTask small = task.small();
        for (LayerSpec layer : small.spec().layers()) {
            assertEquals(16, layer.hidden());
        }
        Random random = new Random(1);
        for (int i = 0; i < STEPS; i++) {
            Batch batch = small.batch(random);
            assertEquals(8, batch.steps());
            assertEquals(8, batch.rows());
        }
    }

    @ParameterizedTest
    @MethodSource("dev.unroll.conformance.learning.LearningTask#all")
    void itsLossesAreThoseOfATraining(LearningTask task) {
        LearningTask small = task.small();
        try (Backend reference = Backends.open("reference")) {
            double[] losses = small.losses(reference, 1, STEPS);
            assertTrue(losses[STEPS - 1] < losses[0], () -> losses[0] + " became " + losses[STEPS - 1]);
            assertArrayEquals(losses, small.losses(reference, 1, STEPS));
        }
    }
}
