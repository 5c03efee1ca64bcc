package dev.unroll.cpu;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The threads of one backend. Work is cut into tasks that any thread may take; no result may depend on who took which. The calling thread
 * works as well, and waits for tasks, not for threads, so that a thread that wakes late holds nobody up.
 *
 * <p>A run makes no objects: what it needs lies in the fields of {@link Run}, and the next run writes them anew. A thread that still looks at an
 * earlier run takes no harm, because it takes a task by counting {@code untaken} down, and reads the fields only after that: they are then
 * those of the run that the task belongs to, which cannot end before {@code undone} has counted the task as well. The caller writes the
 * fields before it sets {@code untaken}, and waits for {@code undone} to be 0 before it writes them again. Only after a run that could not be
 * brought to its end, since the caller's stack was full, are they left to whoever still looks at them, and new ones made.
 */
final class WorkerPool implements AutoCloseable {
    /** Turns of waiting before a thread sleeps: a few microseconds, less than waking it costs, and harmless on a busy machine. */
    private static final int PATIENCE = 2000;

    private static final Task NONE = (task, workspace) -> {};

    /** One piece of the work, with memory that no other thread touches meanwhile. */
    interface Task {
        void run(int task, Workspace workspace);
    }

    /** What the threads share. */
    private static final class Run {
        /** Tasks that nobody has taken; below 0 when threads came too late. */
        final AtomicInteger untaken = new AtomicInteger();
        /** Tasks that are not done. */
        final AtomicInteger undone = new AtomicInteger();

        final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        int tasks;
        Task body = NONE;

        @Nullable
        Thread caller;

        volatile boolean callerSleeps;
    }

    private final Workspace[] workspaces;
    private final Worker[] workers;
    private volatile Run run = new Run();
    private boolean busy;
    private boolean abandoned;
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
        settle();
        if (count <= 1 || workers.length == 0) {
            for (int i = 0; i < count; i++) {
                work.run(i, workspaces[0]);
            }
            return;
        }
        Run shared = idle();
        boolean ended = false;
        busy = true;
        try {
            begin(shared, count, work);
            int helpers = Math.min(workers.length, count - 1);
            for (int i = 0; i < helpers; i++) {
                workers[i].wake();
            }
            takeTasks(shared, workspaces[0]);
            await(shared);
            ended = true;
        } finally {
            // Without a call, since none can be made where the stack is full.
            abandoned = !ended;
            busy = false;
        }
        end(shared);
    }

    /** Waits for threads that still work for a run that could not be brought to its end: they write to memory that others read. */
    void settle() {
        if (abandoned) {
            Run left = run;
            left.untaken.set(0);
            run = new Run();
            for (Worker worker : workers) {
                worker.leave(left);
            }
            abandoned = false;
        }
    }

    private Run idle() {
        if (busy) {
            throw new IllegalStateException("the cpu backend is at work; expected one call at a time, from any thread");
        }
        return run;
    }

    private static void begin(Run run, int count, Task work) {
        run.tasks = count;
        run.body = work;
        run.caller = Thread.currentThread();
        run.callerSleeps = false;
        run.undone.set(count);
        run.untaken.set(count);
    }

    private static void takeTasks(Run run, Workspace workspace) {
        for (int left = run.untaken.getAndDecrement(); left > 0; left = run.untaken.getAndDecrement()) {
            Thread waiting = run.caller;
            try {
                run.body.run(run.tasks - left, workspace);
            } catch (RuntimeException | Error thrown) {
                run.failure.compareAndSet(null, thrown);
            } finally {
                // From here on the fields may be the next run's.
                if (run.undone.decrementAndGet() == 0 && run.callerSleeps) {
                    LockSupport.unpark(waiting);
                }
            }
        }
    }

    private void await(Run run) {
        for (int i = 0; i < PATIENCE; i++) {
            if (run.undone.get() == 0) {
                return;
            }
            Thread.onSpinWait();
        }
        run.callerSleeps = true;
        while (run.undone.get() > 0) {
            LockSupport.park(this);
        }
    }

    private static void end(Run run) {
        run.body = NONE;
        run.caller = null;
        Throwable thrown = run.failure.getAndSet(null);
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
        /** Whose tasks it takes. */
        private volatile @Nullable Run at;

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

        /** Waits until it takes no more tasks of a run, of which nobody can take another. */
        void leave(Run left) {
            while (at == left) {
                Thread.onSpinWait();
            }
        }

        private void loop() {
            int idle = 0;
            while (!closed) {
                Run now = run;
                if (now.untaken.get() > 0) {
                    at = now;
                    takeTasks(now, workspace);
                    at = null;
                    idle = 0;
                } else if (idle < PATIENCE) {
                    idle++;
                    Thread.onSpinWait();
                } else {
                    sleeps = true;
                    if (run.untaken.get() <= 0 && !closed) {
                        LockSupport.park(this);
                    }
                    sleeps = false;
                }
            }
        }
    }
}
