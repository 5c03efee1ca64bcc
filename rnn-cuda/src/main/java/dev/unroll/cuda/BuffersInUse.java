package dev.unroll.cuda;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The buffers that launches name while work is captured: a graph must not run once one of them is closed. */
final class BuffersInUse {
    private @Nullable Set<CudaBuffer> watched;

    void start() {
        watched = Collections.newSetFromMap(new IdentityHashMap<>());
    }

    void add(CudaBuffer buffer) {
        if (watched != null) {
            watched.add(buffer);
        }
    }

    /** What was named since the start. */
    Set<CudaBuffer> end() {
        Set<CudaBuffer> all = watched == null ? Set.of() : watched;
        watched = null;
        return all;
    }
}
