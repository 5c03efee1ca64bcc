package dev.unroll.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Ctrl-C and the end of the session as a question that a loop can ask, so that it stops between two steps and saves. */
final class Interruption implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 60;

    private final CountDownLatch finished = new CountDownLatch(1);
    private final Thread hook = new Thread(this::request, "rnn-interruption");
    private volatile boolean requested;

    private Interruption() {}

    /** Listens from now on until it is closed. The JVM then waits for {@link #close} before it ends. */
    static Interruption listen() {
        Interruption interruption = new Interruption();
        Runtime.getRuntime().addShutdownHook(interruption.hook);
        return interruption;
    }

    /** Whether to stop. */
    boolean requested() {
        return requested;
    }

    private void request() {
        requested = true;
        try {
            if (!finished.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                System.err.println("rnn: did not stop within " + PATIENCE_SECONDS + " s; what was not saved is lost");
            }
        } catch (InterruptedException ignored) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        finished.countDown();
        if (!requested) {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException alreadyEnding) {
                // The signal came in this moment: the hook finds the work finished.
            }
        }
    }
}
