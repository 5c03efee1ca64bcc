package dev.unroll.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.backend.CellType;
import dev.unroll.backend.DeviceBuffer;
import dev.unroll.backend.ElementType;
import dev.unroll.reference.ReferenceBackend;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StepperTest {
    private static final int[] IDS = {3, 0, 1, 4, 2, 2, 0, 3};

    @ParameterizedTest
    @EnumSource(CellType.class)
    void stepsEqualTheWholeSequence(CellType cell) {
        NetworkSpec spec = NetworkSpec.builder()
                .tokens(5, 3)
                .layer(cell, 4)
                .layer(cell, 3)
                .outputs(5)
                .dropout(0.5)
                .build();
        try (ReferenceBackend backend = new ReferenceBackend();
                Network network = Network.create(spec, backend, Initialization.seed(5));
                Stepper stepper = new Stepper(network, 2);
                DeviceBuffer ids = backend.allocate(ElementType.INT32, 8)) {
            backend.upload(ids, 0, IDS, 0, 8);
            double[] whole =
                    network.read(network.logits(network.forward(NetworkInput.of(4, 2, ids.view(0, 8, 1)), Mode.INFER)));
            for (int round = 0; round < 2; round++) {
                for (int t = 0; t < 4; t++) {
                    double[] logits = stepper.step(new int[] {IDS[2 * t], IDS[2 * t + 1]});
                    assertArrayEquals(
                            Arrays.copyOfRange(whole, t * 10, t * 10 + 10), logits, "round " + round + ", step " + t);
                }
                stepper.reset();
            }
        }
    }

    @Test
    void denseStepsReadTheirNumbers() {
        NetworkSpec spec = NetworkSpec.builder()
                .dense(2)
                .layer(CellType.GRU, 3)
                .outputs(1)
                .loss(Loss.MEAN_SQUARED_ERROR)
                .lossAt(LossAt.LAST_STEP)
                .build();
        try (ReferenceBackend backend = new ReferenceBackend();
                Network network = Network.create(spec, backend, Initialization.seed(5));
                Stepper stepper = new Stepper(network, 1);
                DeviceBuffer x = backend.allocate(ElementType.REAL, 4)) {
            backend.upload(x, 0, new double[] {0.1, 0.2, 0.3, 0.4}, 0, 4);
            double[] whole =
                    network.read(network.logits(network.forward(NetworkInput.of(2, 1, x.view(0, 2, 2)), Mode.INFER)));
            stepper.step(new double[] {0.1, 0.2});
            assertArrayEquals(whole, stepper.step(new double[] {0.3, 0.4}));
            assertThrows(IllegalArgumentException.class, () -> stepper.step(new int[] {0}));
            assertThrows(IllegalArgumentException.class, () -> stepper.step(new double[] {0, Double.NaN}));
        }
    }

    @Test
    void badTokensAreRefusedAndTheStateStays() {
        NetworkSpec spec = NetworkSpec.builder()
                .tokens(5, 3)
                .layer(CellType.TANH, 4)
                .outputs(5)
                .build();
        try (ReferenceBackend backend = new ReferenceBackend();
                Network network = Network.create(spec, backend, Initialization.seed(5));
                Stepper stepper = new Stepper(network, 2)) {
            stepper.step(new int[] {1, 2});
            double[] state = stepper.state().readH(0);
            String message = assertThrows(IllegalArgumentException.class, () -> stepper.step(new int[] {1, 5}))
                    .getMessage();
            assertTrue(message.contains("row 1 is 5; expected 0 to 4"), message);
            assertThrows(IllegalArgumentException.class, () -> stepper.step(new int[] {1}));
            assertThrows(IllegalArgumentException.class, () -> stepper.step(new double[6]));
            assertArrayEquals(state, stepper.state().readH(0));
        }
    }
}
