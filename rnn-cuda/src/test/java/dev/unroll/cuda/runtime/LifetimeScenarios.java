package dev.unroll.cuda.runtime;

import static dev.unroll.cuda.runtime.SoundScenarios.add;
import static dev.unroll.cuda.runtime.SoundScenarios.read;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import jcuda.driver.CUcontext;
import jcuda.driver.JCudaDriver;

/** Who closes what, when, and on which thread. */
final class LifetimeScenarios {
    private LifetimeScenarios() {}

    static void useAfterCloseIsRefused(Session session) {
        Memory memory = session.allocate(4);
        Memory left = session.allocate(4);
        Kernel kernel = session.kernel("probes", "add")
                .start()
                .address(left.address())
                .real(1)
                .integer(1);
        Recording recording = session.record(() -> kernel.launch(1, 1, 32, 1, 0));
        memory.close();
        memory.close();
        assertTrue(memory.isClosed());
        assertThrows(IllegalStateException.class, memory::address);
        assertThrows(IllegalStateException.class, () -> session.zero(memory));
        session.close();
        session.close();
        assertTrue(session.isClosed() && left.isClosed() && recording.isClosed());
        left.close();
        recording.close();
        String[] messages = {
            refused(() -> session.allocate(4)),
            refused(() -> session.zero(left)),
            refused(() -> session.write(left, 0, new float[1], 0, 1)),
            refused(() -> session.read(left, 0, new int[1], 0, 1)),
            refused(() -> session.kernel("probes", "add")),
            refused(() -> kernel.launch(1, 1, 1, 1, 0)),
            refused(() -> session.record(() -> {})),
            refused(() -> session.replay(recording)),
            refused(session::finish),
        };
        for (String message : messages) {
            assertTrue(message.contains("this session on " + session.device().name() + " has been closed"), message);
        }
    }

    private static String refused(Runnable call) {
        return assertThrows(IllegalStateException.class, call::run).getMessage();
    }

    /** Memory whose last use is still queued is closed behind that use. */
    static void queuedWorkKeepsItsMemory(Session session) {
        Memory memory = session.allocate(4);
        Memory sum = session.allocate(4);
        for (int i = 0; i < 20; i++) {
            try (Memory passing = session.allocate(4)) {
                add(session, passing, 1, 1);
                add(session, sum, 1, 1);
            }
        }
        memory.close();
        assertArrayEquals(new float[] {20}, read(session, sum, 1));
    }

    static void twoSessionsDoNotDisturbEachOther(Session first) {
        Memory one = first.allocate(4);
        Session second = Session.open(first.device());
        Memory two = second.allocate(4);
        for (int i = 0; i < 3; i++) {
            add(first, one, 1, 1);
            add(second, two, 10, 1);
        }
        assertArrayEquals(new float[] {3}, read(first, one, 1));
        assertArrayEquals(new float[] {30}, read(second, two, 1));
        add(second, two, 10, 1);
        second.close();
        add(first, one, 1, 1);
        assertArrayEquals(new float[] {4}, read(first, one, 1));
        try (Session third = Session.open(first.device())) {
            assertArrayEquals(new float[] {0}, read(third, third.allocate(4), 1));
        }
        assertArrayEquals(new float[] {4}, read(first, one, 1));
    }

    static void anyThreadMayUseAndCloseIt(Session session) {
        Memory memory = session.allocate(4);
        add(session, memory, 1, 1);
        elsewhere(() -> {
            add(session, memory, 1, 1);
            session.replay(session.record(() -> add(session, memory, 1, 1)));
            assertArrayEquals(new float[] {3}, read(session, memory, 1));
        });
        assertArrayEquals(new float[] {3}, read(session, memory, 1));
        elsewhere(memory::close);
        elsewhere(session::close);
        assertTrue(session.isClosed());
    }

    /** Another library that uses the driver may leave a thread without a context. */
    static void aThreadMayComeWithoutContext(Session session) {
        Memory memory = session.allocate(4);
        List<Runnable> calls = List.of(
                () -> add(session, memory, 1, 1),
                () -> session.allocate(4).close(),
                () -> session.write(memory, 0, new float[] {5}, 0, 1),
                () -> session.record(() -> add(session, memory, 1, 1)).close(),
                session::finish,
                () -> assertArrayEquals(new float[] {5}, read(session, memory, 1)),
                memory::close,
                session::close);
        for (Runnable call : calls) {
            assertEquals(0, JCudaDriver.cuCtxSetCurrent(new CUcontext()));
            call.run();
        }
    }

    private static void elsewhere(Runnable work) {
        Thread[] used = new Thread[1];
        CompletableFuture<Void> done = new CompletableFuture<>();
        used[0] = new Thread(() -> {
            try {
                work.run();
                done.complete(null);
            } catch (RuntimeException | Error failure) {
                done.completeExceptionally(failure);
            }
        });
        used[0].start();
        done.join();
    }

    /** What is made is counted, and nothing of it is left whatever is closed first. */
    static void everythingIsReleased(Session session) {
        long before = Session.liveHandles();
        Session other = Session.open(session.device());
        Memory memory = other.allocate(4);
        add(other, memory, 1, 1);
        Recording recording = other.record(() -> add(other, memory, 1, 1));
        read(other, memory, 1);
        assertFalse(Session.liveHandles() <= before + 5, "handles: " + Session.liveHandles());
        memory.close();
        other.close();
        recording.close();
        assertEquals(before, Session.liveHandles());
    }
}
