package dev.unroll.cuda.runtime;

import static dev.unroll.cuda.runtime.SoundScenarios.add;
import static dev.unroll.cuda.runtime.SoundScenarios.read;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.backend.BackendException;

/** What recordings do, and what may happen while one is made. */
final class RecordingScenarios {
    private RecordingScenarios() {}

    static void replaysRunInOrderAndAreCounted(Session session) {
        Memory memory = session.allocate(8);
        Recording recording = session.record(() -> {
            assertTrue(session.isRecording());
            add(session, memory, 1, 2);
            add(session, memory, 10, 1);
            session.kernel("probes", "add")
                    .start()
                    .address(memory.address())
                    .real(5)
                    .integer(1)
                    .launchCooperative(1, 1, 32, 1, 0);
        });
        assertFalse(session.isRecording());
        assertEquals(3, recording.launches());
        assertEquals(0, session.launches().get("add"));
        assertArrayEquals(new float[] {0, 0}, read(session, memory, 2));
        session.replay(recording);
        add(session, memory, 100, 2);
        session.replay(recording);
        assertArrayEquals(new float[] {132, 102}, read(session, memory, 2));
        assertEquals(7, session.launches().get("add"));
    }

    static void aFillIsRecordedAsWell(Session session) {
        Memory memory = session.allocate(4);
        Recording recording = session.record(() -> {
            session.zero(memory);
            add(session, memory, 1, 1);
        });
        add(session, memory, 50, 1);
        session.replay(recording);
        session.replay(recording);
        assertArrayEquals(new float[] {1}, read(session, memory, 1));
    }

    static void workThatThrowsLeavesTheSessionAsItWas(Session session) {
        Memory memory = session.allocate(4);
        var planted = new IllegalArgumentException("planted");
        var thrown = assertThrows(
                IllegalArgumentException.class,
                () -> session.record(() -> {
                    add(session, memory, 1, 1);
                    throw planted;
                }));
        assertSame(planted, thrown);
        assertFalse(session.isRecording());
        add(session, memory, 2, 1);
        assertArrayEquals(new float[] {2}, read(session, memory, 1));
        assertEquals(1, session.launches().get("add"));
        assertThrows(
                BackendException.class,
                () -> session.record(() -> session.kernel("probes", "add").launch(1, 70_000, 1, 1, 0)));
        session.replay(session.record(() -> add(session, memory, 3, 1)));
        assertArrayEquals(new float[] {5}, read(session, memory, 1));
    }

    static void whatCannotBeRecordedIsRefused(Session session) {
        Memory memory = session.allocate(4);
        Recording empty = session.record(() -> {});
        float[] array = new float[1];
        refused(session, () -> session.write(memory, 0, array, 0, 1));
        refused(session, () -> session.read(memory, 0, array, 0, 1));
        refused(session, session::finish);
        refused(session, session::close);
        refused(session, () -> session.replay(empty));
        refused(session, () -> session.record(() -> {}));
        session.replay(empty);
        session.write(memory, 0, new float[] {4}, 0, 1);
        assertArrayEquals(new float[] {4}, read(session, memory, 1));
    }

    private static void refused(Session session, Runnable work) {
        Recording recording = session.record(() -> assertThrows(IllegalStateException.class, work::run));
        session.replay(recording);
        recording.close();
    }

    /** Memory that is made on the way begins with zeros at once, and not again at each replay; what is closed on the way lives on. */
    static void memoryComesAndGoesMeanwhile(Session session) {
        Memory closed = session.allocate(4);
        Memory[] made = new Memory[1];
        Recording recording = session.record(() -> {
            made[0] = session.allocate(4);
            add(session, made[0], 1, 1);
            closed.close();
            assertTrue(closed.isClosed());
            closed.close();
        });
        session.replay(recording);
        session.replay(recording);
        assertArrayEquals(new float[] {2}, read(session, made[0], 1));
        assertThrows(IllegalStateException.class, closed::address);
    }

    /** Closed while it runs, or long before the session. */
    static void aRecordingMayBeClosedAtAnyTime(Session session) {
        Memory memory = session.allocate(4);
        Recording recording = session.record(() -> add(session, memory, 1, 1));
        session.replay(recording);
        recording.close();
        recording.close();
        assertTrue(recording.isClosed());
        assertThrows(IllegalStateException.class, () -> session.replay(recording));
        assertArrayEquals(new float[] {1}, read(session, memory, 1));
        try (Session other = Session.open(session.device())) {
            Recording foreign = other.record(() -> {});
            assertThrows(IllegalArgumentException.class, () -> session.replay(foreign));
        }
    }
}
