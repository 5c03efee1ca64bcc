package dev.unroll.opencl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.unroll.backend.CellType;
import dev.unroll.conformance.TrainingRun;
import dev.unroll.opencl.OpenClSettings.Family;
import dev.unroll.opencl.OpenClSettings.Recurrence;
import dev.unroll.opencl.runtime.ChildJvm;
import dev.unroll.opencl.runtime.TestedDevice;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Thirty steps of training end with the same bits: on one backend, on another one of the same device, on another number of cores. */
class RepeatableTrainingTest {
    private static final int STEPS = 30;

    @ParameterizedTest
    @MethodSource("dev.unroll.opencl.OpenClUnderTest#paths")
    void sameBitsWhenRunAgain(Family family, Recurrence recurrence) {
        try (OpenClBackend backend = OpenClUnderTest.open(family, recurrence);
                OpenClBackend other = OpenClUnderTest.open(family, recurrence)) {
            for (CellType cell : CellType.values()) {
                double[] once = TrainingRun.weights(backend, cell, STEPS);
                assertArrayEquals(once, TrainingRun.weights(backend, cell, STEPS), () -> cell + " again");
                assertArrayEquals(once, TrainingRun.weights(other, cell, STEPS), () -> cell + " on another backend");
            }
        }
    }

    /** Another JVM and another build of the kernels as well. The variable is PoCL's; elsewhere it changes nothing. */
    @Tag("long")
    @Test
    void sameBitsOnOneCore() {
        TestedDevice.get();
        ChildJvm.Ended ended = new ChildJvm(DigestRun.class)
                .withItsOwnCaches()
                .with("POCL_MAX_PTHREAD_COUNT", "1")
                .start(CellType.GRU.name(), Integer.toString(STEPS))
                .end(Duration.ofMinutes(2));
        assertEquals(0, ended.exit(), ended::toString);
        try (OpenClBackend backend = OpenClUnderTest.open()) {
            String expected = DigestRun.digest(backend, CellType.GRU, STEPS);
            assertEquals(expected, ended.out().strip());
        }
    }
}
