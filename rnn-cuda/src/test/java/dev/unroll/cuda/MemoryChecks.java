package dev.unroll.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.backend.Backend;
import dev.unroll.backend.Backends;
import dev.unroll.backend.CellType;
import dev.unroll.backend.DeviceBuffer;
import dev.unroll.backend.DeviceOutOfMemoryException;
import dev.unroll.backend.ElementType;
import dev.unroll.conformance.TrainingRun;
import dev.unroll.cuda.runtime.Session;
import dev.unroll.train.Batch;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.function.Executable;

/** On a device with little memory, most of which somebody else holds: whichever allocation it is that fails, nothing is lost. */
final class MemoryChecks {
    static final String LONGER_BATCH = "a batch for which memory runs out has not happened";
    static final String CREATION = "a network or trainer that finds no room leaves nothing";

    private MemoryChecks() {}

    static void addTo(Map<String, Executable> checks) {
        checks.put(LONGER_BATCH, MemoryChecks::longerBatches);
        checks.put(CREATION, MemoryChecks::creation);
    }

    /**
     * Training begins, a longer batch finds no room, training goes on: with the bits of a run that has never seen that batch. At each attempt
     * the allocation that failed before has its room, so that the next one fails.
     */
    private static void longerBatches() {
        try (Backend backend = Backends.open("cuda");
                Backend other = Backends.open("cuda");
                TrainingRun run = new TrainingRun(backend, CellType.LSTM);
                TrainingRun undisturbed = new TrainingRun(other, CellType.LSTM)) {
            goOn(run, undisturbed);
            Batch longer = run.batchAside(60, TrainingRun.ROWS);
            long left = 0;
            int refusals = 0;
            for (boolean refused = true; refused; ) {
                try (DeviceBuffer held = allBut(other, left)) {
                    DeviceOutOfMemoryException full = refusal(run, longer);
                    refused = full != null;
                    if (refused) {
                        refusals++;
                        left = full.askedBytes();
                        assertTrue(full.freeBytes() >= 0 && full.freeBytes() < left, full::getMessage);
                        goOn(run, undisturbed);
                    }
                }
            }
            assertTrue(refusals > 8, "refused " + refusals + " times");
            undisturbed.trainer().step(longer);
            // Another number of rows takes other memory for the state.
            Batch wider = run.batchAside(60, 2 * TrainingRun.ROWS);
            try (DeviceBuffer held = allBut(other, 0)) {
                assertNotNull(refusal(run, wider));
                goOn(run, undisturbed);
            }
            assertNull(refusal(run, wider));
            undisturbed.trainer().step(wider);
            goOn(run, undisturbed);
        }
    }

    /** Why there was no step, and then nothing has changed; null when there was one. */
    private static @Nullable DeviceOutOfMemoryException refusal(TrainingRun run, Batch large) {
        double[] before = run.weights();
        try {
            run.trainer().step(large);
            return null;
        } catch (DeviceOutOfMemoryException full) {
            assertArrayEquals(before, run.weights());
            return full;
        }
    }

    /** Once as it is, once captured, once replayed. */
    private static void goOn(TrainingRun run, TrainingRun undisturbed) {
        for (int i = 0; i < 3; i++) {
            assertEquals(undisturbed.step(), run.step());
        }
        assertArrayEquals(undisturbed.weights(), run.weights());
    }

    private static void creation() {
        try (Backend backend = Backends.open("cuda");
                Backend other = Backends.open("cuda")) {
            // What a backend makes at its first transfer stays.
            new TrainingRun(backend, CellType.LSTM).close();
            long handles = Session.liveHandles();
            long left = 0;
            int refusals = 0;
            while (true) {
                try (DeviceBuffer held = allBut(other, left);
                        TrainingRun run = new TrainingRun(backend, CellType.LSTM)) {
                    break;
                } catch (DeviceOutOfMemoryException full) {
                    refusals++;
                    assertTrue(full.askedBytes() > full.freeBytes(), full::getMessage);
                    left += full.askedBytes() - full.freeBytes();
                }
                assertEquals(handles, Session.liveHandles(), "handles, with room for " + left + " bytes");
            }
            assertTrue(refusals > 4, "refused " + refusals + " times");
        }
    }

    /** Holds the device's memory up to so many bytes. */
    private static DeviceBuffer allBut(Backend backend, long left) {
        long free = assertThrows(
                        DeviceOutOfMemoryException.class, () -> backend.allocate(ElementType.REAL, Integer.MAX_VALUE))
                .freeBytes();
        return backend.allocate(ElementType.REAL, (free - left) / Float.BYTES);
    }
}
