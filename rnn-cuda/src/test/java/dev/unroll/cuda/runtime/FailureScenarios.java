package dev.unroll.cuda.runtime;

import static dev.unroll.cuda.runtime.SoundScenarios.add;
import static dev.unroll.cuda.runtime.SoundScenarios.read;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.backend.BackendException;
import dev.unroll.backend.DeviceOutOfMemoryException;

/** What a session does when memory runs out or the device is lost. */
final class FailureScenarios {
    private FailureScenarios() {}

    /** On a device of one MiB. */
    static void memoryRunsOutAndWorkGoesOn(Session session) {
        Memory memory = session.allocate(512 << 10);
        add(session, memory, 1, 1);
        var refused = assertThrows(DeviceOutOfMemoryException.class, () -> session.allocate(1 << 20));
        assertEquals(1 << 20, refused.askedBytes());
        assertTrue(refused.freeBytes() > 0 && refused.freeBytes() <= 512 << 10, refused.getMessage());
        assertTrue(refused.getMessage().contains(session.device().name()), refused.getMessage());
        add(session, memory, 1, 1);
        assertArrayEquals(new float[] {2}, read(session, memory, 1));
        memory.close();
        session.allocate(768 << 10);
    }

    /** In the middle of a recording as well. */
    static void memoryRunsOutInARecording(Session session) {
        Memory memory = session.allocate(4);
        assertThrows(
                DeviceOutOfMemoryException.class,
                () -> session.record(() -> {
                    add(session, memory, 1, 1);
                    session.allocate(1 << 21);
                }));
        add(session, memory, 1, 1);
        assertArrayEquals(new float[] {1}, read(session, memory, 1));
    }

    static void aKernelWritesWhereNothingIs(Session session) {
        Memory memory = session.allocate(128);
        add(session, memory, 1, 1);
        Recording recording = session.record(() -> add(session, memory, 1, 1));
        session.kernel("probes", "through_shared")
                .start()
                .address(16)
                .real(1)
                .integer(1)
                .launch(1, 1, 32, 1, 16);
        String message = assertThrows(BackendException.class, session::finish).getMessage();
        assertTrue(message.contains("CUDA_ERROR_ILLEGAL_ADDRESS (700)"), message);
        assertTrue(message.contains("kernel through_shared was started last"), message);
        saysSoFromNowOn(session, memory, recording, "CUDA_ERROR_ILLEGAL_ADDRESS");
    }

    /** At a launch, with whatever code the environment has asked for. */
    static void theDeviceIsLost(Session session) {
        Memory memory = session.allocate(128);
        Recording recording = session.record(() -> add(session, memory, 1, 1));
        String message = assertThrows(BackendException.class, () -> {
                    for (int i = 0; i < 5; i++) {
                        add(session, memory, 1, 1);
                    }
                    read(session, memory, 1);
                })
                .getMessage();
        String code = System.getProperty("expected.code");
        assertTrue(message.contains("(" + code + ")"), message);
        saysSoFromNowOn(session, memory, recording, "(" + code + ")");
    }

    private static void saysSoFromNowOn(Session session, Memory memory, Recording recording, String reason) {
        Runnable[] calls = {
            session::finish,
            () -> session.allocate(4),
            () -> session.zero(memory),
            () -> read(session, memory, 1),
            () -> session.write(memory, 0, new int[1], 0, 1),
            () -> add(session, memory, 1, 1),
            () -> session.replay(recording),
            () -> session.record(() -> {}),
        };
        for (Runnable call : calls) {
            String message = assertThrows(BackendException.class, call::run).getMessage();
            assertTrue(message.contains("cannot be used by this JVM any more"), message);
            assertTrue(message.contains(reason), message);
        }
        memory.close();
        recording.close();
        session.close();
        assertThrows(IllegalStateException.class, session::finish);
    }
}
