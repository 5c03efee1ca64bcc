package dev.unroll.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.backend.CellType;
import dev.unroll.backend.DeviceBuffer;
import dev.unroll.backend.ElementType;
import dev.unroll.backend.RecurrentSpec;
import dev.unroll.backend.View;
import dev.unroll.conformance.LayerRun;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Work under a key does what the work does, however often and whatever happens between. */
class RecordedWorkTest {
    private static final int TIMES = 4;
    private static final int SIZE = 5;
    /** More than are kept. */
    private static final int MANY = 100;

    private final CpuBackend backend = Program.backend(KernelSet.SCALAR, 2);
    private final View x = filled(1);
    private final View y = filled(0);
    private int runs;

    @AfterEach
    void close() {
        backend.close();
    }

    @ParameterizedTest
    @EnumSource(CellType.class)
    void replaysOfLayersHaveTheBitsOfTheWork(CellType cell) {
        RecurrentSpec spec = RecurrentSpec.forward(cell, 9, 7, 20, 70);
        int[] numbers = {1, 2, 3, 4, 5, 6, 7};
        for (KernelSet kernels : new KernelSet[] {KernelSet.pick(true), KernelSet.SCALAR}) {
            for (int threads : new int[] {1, 2, 3, 5}) {
                try (CpuBackend each = Program.backend(kernels, threads);
                        LayerRun plain = new LayerRun(each, spec, numbers);
                        LayerRun recorded = new LayerRun(each, spec, numbers)) {
                    for (int i = 0; i < TIMES; i++) {
                        plain.forward();
                        plain.backward();
                        each.record(recorded, () -> {
                            recorded.forward();
                            recorded.backward();
                        });
                    }
                    String where = kernels.name() + ", threads " + threads;
                    for (int place = 0; place < spec.batch(); place++) {
                        assertArrayEquals(plain.results(place), recorded.results(place), where + ", row " + place);
                    }
                    assertArrayEquals(plain.weightGradients(), recorded.weightGradients(), where);
                }
            }
        }
    }

    @Test
    void contentsThatChangeAreSeenAndTheWorkRunsOnce() {
        for (int i = 1; i <= TIMES; i++) {
            backend.fill(x, i);
            backend.record("add", this::add);
            assertAll(i * (i + 1) / 2.0);
        }
        assertEquals(1, runs);
    }

    /** The packed weights of a layer lie in memory that other calls use, and that grows. */
    @Test
    void replaysSurviveTheGrowthOfTheWorkspace() {
        RecurrentSpec small = RecurrentSpec.forward(CellType.GRU, 3, 2, 4, 6);
        RecurrentSpec large = RecurrentSpec.forward(CellType.GRU, 3, 9, 40, 60);
        try (LayerRun recorded = new LayerRun(backend, small, 1, 2);
                LayerRun plain = new LayerRun(backend, small, 1, 2);
                LayerRun other = new LayerRun(backend, large, 1, 2, 3, 4, 5, 6, 7, 8, 9)) {
            for (int i = 0; i < TIMES; i++) {
                backend.record(recorded, recorded::forward);
                plain.forward();
                other.forward();
                assertArrayEquals(plain.results(1), recorded.results(1));
            }
        }
    }

    @Test
    void workThatThrowsIsNotKept() {
        boolean[] fails = {true};
        Runnable work = () -> {
            add();
            if (fails[0]) {
                throw new UnsupportedOperationException("as planned");
            }
        };
        assertThrows(UnsupportedOperationException.class, () -> backend.record("add", work));
        assertThrows(UnsupportedOperationException.class, () -> backend.record("add", work));
        assertAll(2);
        fails[0] = false;
        backend.record("add", work);
        backend.record("add", work);
        assertAll(4);
        assertEquals(3, runs);
        // What is called now belongs to no recording.
        backend.axpby(1, x, 1, y);
        backend.record("add", work);
        assertAll(6);
    }

    @Test
    void anErrorOfAKernelLeavesNothingHalfKept() {
        View narrow = x.columns(0, 2);
        Runnable work = () -> {
            add();
            backend.axpby(1, narrow, 1, y);
        };
        assertThrows(IllegalArgumentException.class, () -> backend.record("add", work));
        assertThrows(IllegalArgumentException.class, () -> backend.record("add", work));
        assertAll(2);
        backend.record("add", this::add);
        backend.record("add", this::add);
        assertAll(4);
        assertEquals(3, runs);
    }

    @Test
    void recordedWorkInsideOfRecordedWorkRuns() {
        for (int i = 1; i <= TIMES; i++) {
            backend.record("outer", () -> {
                backend.record("inner", this::add);
                backend.record("inner", this::add);
            });
            assertAll(2 * i);
        }
        assertEquals(2, runs);
    }

    @Test
    void workThatTransfersOrWaitsRunsEachTime() {
        float[] ones = new float[SIZE];
        Arrays.fill(ones, 1);
        for (int i = 1; i <= TIMES; i++) {
            ones[0] = i;
            backend.record("upload", () -> {
                add();
                backend.upload(y.buffer(), 0, ones, 0, SIZE);
            });
            assertEquals(i, values()[0]);
            backend.record("download", () -> {
                add();
                backend.download(y.buffer(), 0, ones, 0, SIZE);
            });
            assertEquals(i + 1, ones[0]);
            backend.record("wait", () -> {
                add();
                backend.synchronize();
            });
        }
        assertEquals(3 * TIMES, runs);
    }

    @Test
    void aClosedBufferIsRefusedAndAnotherKeyOfTheSameWorkIsNot() {
        backend.record("add", this::add);
        backend.record("add", this::add);
        View third = filled(3);
        Runnable other = () -> backend.axpby(1, third, 1, y);
        backend.record("other", other);
        x.buffer().close();
        String plain = message(this::add);
        assertEquals(plain, message(() -> backend.record("add", this::add)));
        assertTrue(plain.startsWith("x: the buffer is closed"), plain);
        backend.record("other", other);
        assertAll(8);
    }

    @Test
    void afterCloseTheErrorIsThatOfTheWork() {
        backend.record("add", this::add);
        backend.record("add", this::add);
        backend.close();
        assertEquals(message(this::add), message(() -> backend.record("add", this::add)));
    }

    @Test
    void ofManyKeysTheLastOnesAreKept() {
        for (int key = 0; key < MANY; key++) {
            for (int i = 0; i < TIMES; i++) {
                backend.record(key, this::add);
            }
        }
        assertEquals(MANY, runs);
        backend.record(MANY - 1, this::add);
        assertEquals(MANY, runs, "the last key");
        backend.record(0, this::add);
        assertEquals(MANY + 1, runs, "the first key");
        assertAll(MANY * TIMES + 2);
    }

    private void add() {
        runs++;
        backend.axpby(1, x, 1, y);
    }

    private static String message(Runnable work) {
        return String.valueOf(
                assertThrows(IllegalStateException.class, work::run).getMessage());
    }

    private View filled(double value) {
        DeviceBuffer buffer = backend.allocate(ElementType.REAL, SIZE);
        backend.fill(buffer.view(), value);
        return buffer.view();
    }

    private void assertAll(double expected) {
        double[] all = new double[SIZE];
        Arrays.fill(all, expected);
        assertArrayEquals(all, values());
    }

    private double[] values() {
        double[] values = new double[SIZE];
        backend.download(y.buffer(), 0, values, 0, SIZE);
        return values;
    }
}
