package dev.unroll.cpu;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The threads of one backend. Work is cut into tasks that any thread may take; no result may depend on who took which. The calling thread
 * works as well, and waits for tasks, not for threads, so that a thread that wakes late holds nobody up.
 *
 * <p>A run makes no objects: what it needs lies in the pool's fields, and the next run writes them anew. A thread that still looks at an
 * earlier run takes no harm, because it takes a task by counting {@link #untaken} down, and reads the fields only after that: they are then
 * those of the run that the task belongs to, which cannot end before {@link #undone} has counted the task as well. The caller writes the
 * fields before it sets {@code untaken}, and waits for {@code undone} to be 0 before it writes them again.
 */
final class WorkerPool implements AutoCloseable {
    /** Turns of waiting before a thread sleeps: a few microseconds, less than waking it costs, and harmless on a busy machine. */
    private static final int PATIENCE = 2000;

    private static final Task NONE = (task, workspace) -> {};

    /** One piece of the work, with memory that no other thread touches meanwhile. */
    interface Task {
        void run(int task, Workspace workspace);
    }

    private final Workspace[] workspaces;
    private final Worker[] workers;
    /** Tasks that nobody has taken; below 0 when threads came too late. */
    private final AtomicInteger untaken = new AtomicInteger();
    /** Tasks that are not done. */
    private final AtomicInteger undone = new AtomicInteger();

    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private int tasks;
    private Task body = NONE;
    private @Nullable Thread caller;
    private volatile boolean callerSleeps;
    private volatile boolean closed;

    WorkerPool(int threads, String deviceName) {
        workspaces = new Workspace[threads];
        for (int i = 0; i < threads; i++) {
            workspaces[i] = new Workspace(deviceName);
        }
        workers = new Worker[threads - 1];
        for (int i = 0; i < workers.length; i++) {
            workers[i] = new Worker(workspaces[i + 1]);
            workers[i].thread.start();
        }
    }

    int threads() {
        return workspaces.length;
    }

    /** The calling thread's memory. */
    Workspace workspace() {
        return workspaces[0];
    }

    /** A call that runs these tasks. */
    KernelCall call(int count, Task work) {
        return () -> run(count, work);
    }

    /** Runs tasks 0 to {@code count - 1} and returns when all are done; what a task throws is thrown here. */
    void run(int count, Task work) {
        if (count <= 1 || workers.length == 0) {
            for (int i = 0; i < count; i++) {
                work.run(i, workspaces[0]);
            }
            return;
        }
        begin(count, work);
        int helpers = Math.min(workers.length, count - 1);
        for (int i = 0; i < helpers; i++) {
            workers[i].wake();
        }
        takeTasks(workspaces[0]);
        await();
        end();
    }

    private void begin(int count, Task work) {
        if (caller != null) {
            throw new IllegalStateException("the cpu backend is at work; expected one call at a time, from any thread");
        }
        tasks = count;
        body = work;
        caller = Thread.currentThread();
        callerSleeps = false;
        undone.set(count);
        untaken.set(count);
    }

    private void takeTasks(Workspace workspace) {
        for (int left = untaken.getAndDecrement(); left > 0; left = untaken.getAndDecrement()) {
            Thread waiting = caller;
            try {
                body.run(tasks - left, workspace);
            } catch (RuntimeException | Error thrown) {
                failure.compareAndSet(null, thrown);
            } finally {
                // From here on the fields may be the next run's.
                if (undone.decrementAndGet() == 0 && callerSleeps) {
                    LockSupport.unpark(waiting);
                }
            }
        }
    }

    private void await() {
        for (int i = 0; i < PATIENCE; i++) {
            if (undone.get() == 0) {
                return;
            }
            Thread.onSpinWait();
        }
        callerSleeps = true;
        while (undone.get() > 0) {
            LockSupport.park(this);
        }
    }

    private void end() {
        body = NONE;
        caller = null;
        Throwable thrown = failure.getAndSet(null);
        if (thrown instanceof RuntimeException exception) {
            throw exception;
        }
        if (thrown instanceof Error error) {
            throw error;
        }
    }

    @Override
    public void close() {
        closed = true;
        for (Worker worker : workers) {
            LockSupport.unpark(worker.thread);
        }
    }

    private final class Worker {
        final Thread thread;
        private final Workspace workspace;
        private volatile boolean sleeps;

        Worker(Workspace workspace) {
            this.workspace = workspace;
            thread = new Thread(this::loop, "rnn-cpu");
            thread.setDaemon(true);
        }

        void wake() {
            if (sleeps) {
                LockSupport.unpark(thread);
            }
        }

        private void loop() {
            int idle = 0;
            while (!closed) {
                if (untaken.get() > 0) {
                    takeTasks(workspace);
                    idle = 0;
                } else if (idle < PATIENCE) {
                    idle++;
                    Thread.onSpinWait();
                } else {
                    sleeps = true;
                    if (untaken.get() <= 0 && !closed) {
                        LockSupport.park(this);
                    }
                    sleeps = false;
                }
            }
        }
    }
}
