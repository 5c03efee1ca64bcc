package dev.unroll.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.backend.Backend;
import dev.unroll.backend.BackendException;
import dev.unroll.backend.Backends;
import dev.unroll.backend.CellType;
import dev.unroll.backend.ElementType;
import dev.unroll.conformance.TrainingRun;
import dev.unroll.cuda.runtime.Session;
import dev.unroll.train.Batch;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.function.Executable;

/** On a device that is lost in the middle of training, with the code that the property {@value #CODE} names. */
final class LostDeviceChecks {
    static final String EVERY_CALL = "after the error every call says that the device is lost";
    static final String CODE = "expected.code";

    private LostDeviceChecks() {}

    static void addTo(Map<String, Executable> checks) {
        checks.put(EVERY_CALL, LostDeviceChecks::everyCallSaysSo);
    }

    private static void everyCallSaysSo() {
        String code = "(" + System.getProperty(CODE) + ")";
        long before = Session.liveHandles();
        Backend backend = Backends.open("cuda");
        Backend bystander = Backends.open("cuda");
        TrainingRun run = new TrainingRun(backend, CellType.LSTM);
        Batch batch = run.batch(5);
        int steps = 0;
        String first = null;
        while (first == null) {
            try {
                run.trainer().step(batch);
                steps++;
            } catch (BackendException lost) {
                first = lost.getMessage();
            }
        }
        System.out.println("after " + steps + " steps: " + first);
        assertTrue(steps > 0, "lost before training had begun");
        assertTrue(first.contains(code) && first.contains(backend.device().name()), first);
        assertTrue(first.contains("A new JVM can use the device"), first);
        assertEquals(steps, run.trainer().steps());
        everyLaterCallSaysSo(run, backend, bystander, batch, code);
        run.close();
        backend.close();
        bystander.close();
        assertEquals(before, Session.liveHandles());
    }

    private static void everyLaterCallSaysSo(
            TrainingRun run, Backend backend, Backend bystander, Batch batch, String code) {
        List<Executable> calls = List.of(
                () -> run.trainer().step(batch),
                () -> run.trainer().evaluate(List.of(batch)),
                () -> run.trainer().state(),
                () -> run.trainer().keepBest(),
                run::weights,
                () -> new TrainingRun(backend, CellType.GRU),
                () -> backend.allocate(ElementType.REAL, 1),
                backend::synchronize);
        for (Executable call : calls) {
            String message = assertThrows(BackendException.class, call).getMessage();
            assertTrue(message.contains("cannot be used by this JVM any more"), message);
            assertTrue(message.contains(code), message);
        }
        // The device is one for all of the process.
        for (Executable call : List.<Executable>of(bystander::synchronize, () -> Backends.open("cuda"))) {
            String message = assertThrows(BackendException.class, call).getMessage();
            assertTrue(message.contains(code) && message.contains("A new JVM can use the device"), message);
        }
    }
}
