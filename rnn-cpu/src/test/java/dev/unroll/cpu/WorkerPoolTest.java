package dev.unroll.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Runs of the pool share its fields, so a thread that is late must never take a task of one run for another's. Many short runs of changing
 * length by turns of two bodies: each task must be run once, by the body and with the number of its own run.
 */
class WorkerPoolTest {
    private static final int MOST_TASKS = 9;
    private static final long SECONDS = 1;

    /** A body and what its tasks saw. */
    private static final class Body implements WorkerPool.Task {
        final int[] times = new int[MOST_TASKS];
        final long[] numbers = new long[MOST_TASKS];
        /** The run, written by the caller before it begins. */
        long number;

        boolean fails;

        @Override
        public void run(int task, Workspace workspace) {
            times[task]++;
            numbers[task] = number;
            if (fails && task == 1) {
                throw new UnsupportedOperationException("run " + number);
            }
            // Some tasks are long enough for others to be late.
            for (long i = (number * 31 + task) % 300; i > 0; i--) {
                Thread.onSpinWait();
            }
            if ((number + task) % 61 == 0) {
                LockSupport.parkNanos(1);
            }
        }

        void check(int tasks, long run) {
            for (int task = 0; task < MOST_TASKS; task++) {
                assertEquals(task < tasks ? 1 : 0, times[task], "times of task " + task + " of " + tasks);
                assertEquals(task < tasks ? run : 0, numbers[task], "run of task " + task);
                times[task] = 0;
                numbers[task] = 0;
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 5})
    void eachTaskIsRunOnceByItsOwnRun(int threads) {
        Body[] bodies = {new Body(), new Body()};
        Random random = new Random(threads);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        try (WorkerPool pool = new WorkerPool(threads, "test")) {
            for (long run = 1; System.nanoTime() < end; run++) {
                Body body = bodies[random.nextInt(bodies.length)];
                int tasks = 2 + random.nextInt(MOST_TASKS - 1);
                body.number = run;
                body.fails = run % 17 == 0;
                if (body.fails) {
                    Throwable thrown = assertThrows(UnsupportedOperationException.class, () -> pool.run(tasks, body));
                    assertEquals("run " + run, thrown.getMessage());
                } else {
                    pool.run(tasks, body);
                }
                body.check(tasks, run);
                bodies[0].check(0, run);
                bodies[1].check(0, run);
                if (run % 5000 == 0) {
                    // Long enough for every worker to fall asleep.
                    pause();
                }
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(1);
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    @Test
    void oneCallAtATime() {
        try (WorkerPool pool = new WorkerPool(2, "test")) {
            WorkerPool.Task nothing = (task, workspace) -> {};
            IllegalStateException thrown = assertThrows(
                    IllegalStateException.class, () -> pool.run(4, (task, workspace) -> pool.run(4, nothing)));
            assertTrue(String.valueOf(thrown.getMessage()).contains("one call at a time"), thrown::getMessage);
            int[] done = new int[MOST_TASKS];
            pool.run(MOST_TASKS, (task, workspace) -> done[task]++);
            for (int times : done) {
                assertEquals(1, times);
            }
        }
    }

    /** Wherever the stack is full, in the pool or in a task, the next call works. */
    @Test
    void aFullStackIsNotTheEnd() throws InterruptedException {
        try (WorkerPool pool = new WorkerPool(3, "test")) {
            AtomicIntegerArray done = new AtomicIntegerArray(MOST_TASKS);
            for (int round = 0; round < 100; round++) {
                AtomicBoolean full = new AtomicBoolean();
                Thread deep = new Thread(null, () -> full.set(fillsTheStack(pool)), "deep", 1 << 18);
                deep.start();
                deep.join();
                assertTrue(full.get(), "the stack was not full");
                pool.run(MOST_TASKS, (task, workspace) -> done.incrementAndGet(task));
                for (int task = 0; task < MOST_TASKS; task++) {
                    assertEquals(round + 1, done.get(task), "times of task " + task);
                }
            }
        }
    }

    private static boolean fillsTheStack(WorkerPool pool) {
        try {
            descend(pool, 0);
            return false;
        } catch (StackOverflowError expected) {
            return true;
        }
    }

    private static int descend(WorkerPool pool, int depth) {
        pool.run(2, (task, workspace) -> Thread.onSpinWait());
        return depth == Integer.MAX_VALUE ? 0 : descend(pool, depth + 1) + 1;
    }
}
