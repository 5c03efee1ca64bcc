package dev.unroll.cpu;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The threads of one backend. Work is cut into tasks that any thread may take; no result may depend on who took which. The calling thread
 * works as well, and waits for tasks, not for threads, so that a thread that wakes late holds nobody up.
 */
final class WorkerPool implements AutoCloseable {
    /** Turns of waiting before a thread sleeps: a few microseconds, less than waking it costs, and harmless on a busy machine. */
    private static final int PATIENCE = 2000;

    /** One piece of the work, with memory that no other thread touches meanwhile. */
    interface Task {
        void run(int task, Workspace workspace);
    }

    private final Workspace[] workspaces;
    private final Worker[] workers;
    private volatile @Nullable Job current;
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

    /** Runs tasks 0 to {@code tasks - 1} and returns when all are done; what a task throws is thrown here. */
    void run(int tasks, Task body) {
        if (tasks <= 1 || workers.length == 0) {
            for (int i = 0; i < tasks; i++) {
                body.run(i, workspaces[0]);
            }
            return;
        }
        Job job = new Job(tasks, body, Thread.currentThread());
        current = job;
        int helpers = Math.min(workers.length, tasks - 1);
        for (int i = 0; i < helpers; i++) {
            workers[i].wake();
        }
        job.work(workspaces[0]);
        job.await();
        current = null;
        Throwable failure = job.failure.get();
        if (failure instanceof RuntimeException exception) {
            throw exception;
        }
        if (failure instanceof Error error) {
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

    private static final class Job {
        final AtomicReference<Throwable> failure = new AtomicReference<>();
        private final int tasks;
        private final Task body;
        private final Thread caller;
        private final AtomicInteger next = new AtomicInteger();
        private final AtomicInteger done = new AtomicInteger();
        private volatile boolean callerSleeps;

        Job(int tasks, Task body, Thread caller) {
            this.tasks = tasks;
            this.body = body;
            this.caller = caller;
        }

        void work(Workspace workspace) {
            for (int task = next.getAndIncrement(); task < tasks; task = next.getAndIncrement()) {
                try {
                    body.run(task, workspace);
                } catch (RuntimeException | Error thrown) {
                    failure.compareAndSet(null, thrown);
                } finally {
                    if (done.incrementAndGet() == tasks && callerSleeps) {
                        LockSupport.unpark(caller);
                    }
                }
            }
        }

        void await() {
            for (int i = 0; i < PATIENCE; i++) {
                if (done.get() == tasks) {
                    return;
                }
                Thread.onSpinWait();
            }
            callerSleeps = true;
            while (done.get() < tasks) {
                LockSupport.park(this);
            }
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
            Job last = null;
            int idle = 0;
            while (!closed) {
                Job job = current;
                if (job != null && job != last) {
                    job.work(workspace);
                    last = job;
                    idle = 0;
                } else if (idle < PATIENCE) {
                    idle++;
                    Thread.onSpinWait();
                } else {
                    last = null;
                    sleeps = true;
                    if (current == null && !closed) {
                        LockSupport.park(this);
                    }
                    sleeps = false;
                }
            }
        }
    }
}
