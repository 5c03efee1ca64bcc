package dev.unroll.cuda;

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
import dev.unroll.cuda.runtime.Session;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.function.Executable;

/** Work under a key does what the work does, however often and whatever happens between. */
final class RecordingChecks {
    private static final int TIMES = 4;
    private static final int SIZE = 5;

    private RecordingChecks() {}

    static void addTo(Map<String, Executable> checks) {
        checks.put("a replay has the bits and the launches of the work itself", RecordingChecks::replaysAreTheWork);
        checks.put("contents that change between replays are seen", RecordingChecks::contentsAreSeen);
        checks.put("replays survive the growth of the workspace", RecordingChecks::growthIsNoticed);
        checks.put("a replay on a closed buffer is refused", RecordingChecks::closedBuffersAreRefused);
        checks.put("work that throws leaves everything usable", RecordingChecks::failedWorkLeavesNothing);
        checks.put("recorded work inside of recorded work runs once", RecordingChecks::nestedWorkRuns);
        checks.put("of many keys the last ones are kept", RecordingChecks::oldKeysGo);
    }

    private static void replaysAreTheWork() {
        for (CellType cell : CellType.values()) {
            RecurrentSpec spec = RecurrentSpec.forward(cell, 5, 3, 4, 6);
            try (CudaBackend backend = CudaUnderTest.open();
                    LayerRun plain = new LayerRun(backend, spec, 1, 2, 3);
                    LayerRun recorded = new LayerRun(backend, spec, 1, 2, 3)) {
                Map<String, Long> none = backend.session().launches();
                for (int i = 0; i < TIMES; i++) {
                    plain.forward();
                    plain.backward();
                }
                Map<String, Long> between = backend.session().launches();
                for (int i = 0; i < TIMES; i++) {
                    backend.record(recorded, () -> {
                        recorded.forward();
                        recorded.backward();
                    });
                }
                Map<String, Long> after = backend.session().launches();
                for (int place = 0; place < spec.batch(); place++) {
                    assertArrayEquals(plain.results(place), recorded.results(place), cell + " " + place);
                }
                assertArrayEquals(plain.weightGradients(), recorded.weightGradients(), cell + " gradients");
                assertEquals(LaunchCount.difference(none, between), LaunchCount.difference(between, after));
            }
        }
    }

    private static void contentsAreSeen() {
        try (CudaBackend backend = CudaUnderTest.open()) {
            View x = filled(backend, 1);
            View y = filled(backend, 0);
            for (int i = 1; i <= TIMES; i++) {
                backend.fill(x, i);
                backend.record("add", () -> backend.axpby(1, x, 1, y));
                assertAll(i * (i + 1) / 2.0, y);
            }
        }
    }

    /** The sum of many rows has parts in memory of the backend's own, which grows for more of them. */
    private static void growthIsNoticed() {
        try (CudaBackend backend = CudaUnderTest.open()) {
            View sum = filled(backend, 0);
            View few = matrix(backend, 300);
            Runnable work = () -> backend.columnSum(few, sum);
            for (int i = 1; i <= TIMES; i++) {
                backend.record("sum", work);
            }
            assertAll(TIMES * 300.0, sum);
            View other = filled(backend, 0);
            backend.columnSum(matrix(backend, 30_000), other);
            assertAll(30_000, other);
            backend.record("sum", work);
            backend.record("sum", work);
            assertAll((TIMES + 2) * 300.0, sum);
        }
    }

    private static void closedBuffersAreRefused() {
        try (CudaBackend backend = CudaUnderTest.open()) {
            View x = filled(backend, 1);
            View y = filled(backend, 2);
            Runnable work = () -> backend.axpby(1, x, 1, y);
            for (int i = 0; i < TIMES; i++) {
                backend.record("add", work);
            }
            x.buffer().close();
            assertThrows(IllegalStateException.class, () -> backend.record("add", work));
            assertAll(2 + TIMES, y);
        }
    }

    private static void failedWorkLeavesNothing() {
        try (CudaBackend backend = CudaUnderTest.open()) {
            View x = filled(backend, 1);
            View y = filled(backend, 0);
            boolean[] fails = {false};
            Runnable work = () -> {
                backend.axpby(1, x, 1, y);
                if (fails[0]) {
                    throw new UnsupportedOperationException("as planned");
                }
            };
            backend.record("add", work);
            fails[0] = true;
            assertThrows(UnsupportedOperationException.class, () -> backend.record("add", work));
            fails[0] = false;
            assertAll(1, y);
            backend.record("add", work);
            backend.record("add", work);
            assertAll(3, y);
        }
    }

    private static void nestedWorkRuns() {
        try (CudaBackend backend = CudaUnderTest.open()) {
            View x = filled(backend, 1);
            View y = filled(backend, 0);
            for (int i = 1; i <= TIMES; i++) {
                backend.record("outer", () -> {
                    backend.record("inner", () -> backend.axpby(1, x, 1, y));
                    backend.record("inner", () -> backend.axpby(1, x, 1, y));
                });
                assertAll(2 * i, y);
            }
        }
    }

    private static void oldKeysGo() {
        try (CudaBackend backend = CudaUnderTest.open()) {
            View x = filled(backend, 1);
            View y = filled(backend, 0);
            // What is made once is there.
            backend.axpby(1, x, 1, y);
            assertAll(1, y);
            long before = Session.liveHandles();
            for (int key = 0; key < 100; key++) {
                for (int i = 0; i < TIMES; i++) {
                    backend.record(key, () -> backend.axpby(1, x, 1, y));
                }
            }
            assertAll(1 + 100 * TIMES, y);
            assertTrue(Session.liveHandles() <= before + 40, () -> before + " to " + Session.liveHandles());
        }
    }

    private static View filled(CudaBackend backend, double value) {
        DeviceBuffer buffer = backend.allocate(ElementType.REAL, SIZE);
        backend.fill(buffer.view(), value);
        return buffer.view();
    }

    /** Ones. */
    private static View matrix(CudaBackend backend, int rows) {
        View view = backend.allocate(ElementType.REAL, (long) rows * SIZE).view(0, rows, SIZE);
        backend.fill(view, 1);
        return view;
    }

    private static void assertAll(double expected, View view) {
        double[] values = new double[SIZE];
        view.buffer().owner().download(view.buffer(), 0, values, 0, SIZE);
        double[] all = new double[SIZE];
        Arrays.fill(all, expected);
        assertArrayEquals(all, values);
    }
}
