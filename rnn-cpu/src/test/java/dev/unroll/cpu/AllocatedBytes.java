package dev.unroll.cpu;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** What the threads of one backend, and the one that calls it, allocate on the heap. Asking allocates nothing. */
final class AllocatedBytes {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final Thread[] threads;
    private final long[] before;
    private final long[] bytes;

    private AllocatedBytes(Thread[] threads) {
        this.threads = threads;
        before = new long[threads.length];
        bytes = new long[threads.length];
    }

    /** Every live thread, to be told from those that a backend starts later. */
    static Set<Thread> liveThreads() {
        return Thread.getAllStackTraces().keySet();
    }

    /** Watches the calling thread, and those of a backend that was opened after its threads were counted. */
    static AllocatedBytes ofBackend(Set<Thread> others) {
        List<Thread> workers = liveThreads().stream()
                .filter(thread -> thread.getName().startsWith("rnn-cpu") && !others.contains(thread))
                .sorted(Comparator.comparingLong(Thread::getId))
                .toList();
        Thread[] all = new Thread[workers.size() + 1];
        all[0] = Thread.currentThread();
        for (int i = 0; i < workers.size(); i++) {
            all[i + 1] = workers.get(i);
        }
        return new AllocatedBytes(all);
    }

    /** How many threads are watched, the calling one among them. */
    int threads() {
        return threads.length;
    }

    /** Runs something so many times and notes what each thread allocates meanwhile. */
    void during(int times, Runnable work) {
        read(before);
        for (int i = 0; i < times; i++) {
            work.run();
        }
        read(bytes);
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] -= before[i];
        }
    }

    private void read(long[] target) {
        for (int i = 0; i < threads.length; i++) {
            target[i] = THREADS.getThreadAllocatedBytes(threads[i].getId());
        }
    }

    long onCallingThread() {
        return bytes[0];
    }

    long onWorkers() {
        long sum = 0;
        for (int i = 1; i < bytes.length; i++) {
            sum += bytes[i];
        }
        return sum;
    }

    /** Bytes by thread. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < threads.length; i++) {
            text.append(i == 0 ? "" : ", ").append(threads[i].getName()).append(' ');
            text.append(threads[i].getId()).append(": ").append(bytes[i]).append(" bytes");
        }
        return text.toString();
    }
}
