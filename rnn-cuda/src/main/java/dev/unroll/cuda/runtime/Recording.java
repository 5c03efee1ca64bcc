package dev.unroll.cuda.runtime;

import java.util.Map;
import jcuda.driver.CUgraphExec;
import jcuda.driver.JCudaDriver;

/**
 * Launches in the order in which they were recorded, started again as one with the arguments that they had: the memory they use must still be
 * there. Closing it is safe while it runs.
 */
public final class Recording implements AutoCloseable {
    private final Session session;
    private final Handle<CUgraphExec> handle;
    private final Kernel[] kernels;
    private final long[] counts;

    Recording(Session session, CUgraphExec graph, Map<Kernel, Long> launches) {
        this.session = session;
        handle = new Handle<>(graph, "recording", JCudaDriver::cuGraphExecDestroy);
        kernels = launches.keySet().toArray(Kernel[]::new);
        counts = launches.values().stream().mapToLong(Long::longValue).toArray();
    }

    /** Launches in it, over all kernels. */
    public long launches() {
        long sum = 0;
        for (long count : counts) {
            sum += count;
        }
        return sum;
    }

    /** Whether {@link #close} has been called, or the session has been closed. */
    public boolean isClosed() {
        return handle.isReleased();
    }

    /** Releases it, when a replay that is under way has ended; again does nothing. */
    @Override
    public void close() {
        if (!handle.isReleased()) {
            session.release(this);
        }
    }

    void free() {
        handle.close();
    }

    /** The object, for a call of this session. */
    CUgraphExec of(Session user) {
        if (user != session) {
            throw new IllegalArgumentException("a recording of another session, on " + session.device());
        }
        return handle.get();
    }

    void countReplay() {
        for (int i = 0; i < kernels.length; i++) {
            kernels[i].count(counts[i]);
        }
    }
}
