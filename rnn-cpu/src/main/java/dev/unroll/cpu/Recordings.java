package dev.unroll.cpu;

import dev.unroll.backend.View;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Work that repeats, by key. It runs as it is while its kernel calls are noted; from then on these are run in its place, as long as every
 * buffer that they name is open. Without the work around them a step allocates nothing. The keys that were not used for the longest time go
 * first, and with any new one those whose buffers have been closed.
 */
final class Recordings {
    private static final int MOST = 32;

    private final LinkedHashMap<Object, Recording> kept = new LinkedHashMap<>(16, 0.75f, true);
    private @Nullable Notes notes;

    /** What has been noted of the work that runs. */
    private static final class Notes {
        final List<KernelCall> calls = new ArrayList<>();
        final Set<CpuBuffer> buffers = Collections.newSetFromMap(new IdentityHashMap<>());
        boolean repeatable = true;
    }

    private record Recording(KernelCall calls, CpuBuffer[] buffers) {
        boolean isUsable() {
            for (CpuBuffer buffer : buffers) {
                if (buffer.isClosed()) {
                    return false;
                }
            }
            return true;
        }
    }

    /** Runs the work, or what was noted of it. Inside other recorded work it just runs. What throws is not kept. */
    void record(Object key, Runnable work) {
        if (notes != null) {
            work.run();
            return;
        }
        Recording known = kept.get(key);
        if (known != null && known.isUsable()) {
            replay(key, known);
            return;
        }
        kept.remove(key);
        Notes made = new Notes();
        notes = made;
        try {
            work.run();
        } finally {
            notes = null;
        }
        if (made.repeatable) {
            keep(key, made);
        }
    }

    private void replay(Object key, Recording recording) {
        boolean done = false;
        try {
            recording.calls().run();
            done = true;
        } finally {
            if (!done) {
                kept.remove(key);
            }
        }
    }

    private void keep(Object key, Notes made) {
        kept.values().removeIf(recording -> !recording.isUsable());
        KernelCall calls = KernelCall.inOrder(made.calls.toArray(KernelCall[]::new));
        kept.put(key, new Recording(calls, made.buffers.toArray(CpuBuffer[]::new)));
        if (kept.size() > MOST) {
            kept.remove(kept.keySet().iterator().next());
        }
    }

    /**
     * Runs a call, and notes it when work is recorded. Every view that it reads or writes must be named: those that it only reads, and those
     * that count as changed after it.
     */
    void run(KernelCall call, @Nullable View[] read, @Nullable View... written) {
        CpuBuffer[] changed = buffers(written);
        KernelCall marked = () -> {
            try {
                call.run();
            } finally {
                for (CpuBuffer buffer : changed) {
                    buffer.changed();
                }
            }
        };
        marked.run();
        Notes open = notes;
        if (open != null) {
            open.calls.add(marked);
            Collections.addAll(open.buffers, changed);
            Collections.addAll(open.buffers, buffers(read));
        }
    }

    /** The buffers behind the views that are there. */
    private static CpuBuffer[] buffers(@Nullable View[] views) {
        List<CpuBuffer> found = new ArrayList<>(views.length);
        for (View view : views) {
            if (view != null) {
                found.add((CpuBuffer) view.buffer());
            }
        }
        return found.toArray(CpuBuffer[]::new);
    }

    /** Work that does this is run each time: a replay could not repeat it. */
    void notRepeatable() {
        if (notes != null) {
            notes.repeatable = false;
        }
    }

    void clear() {
        kept.clear();
    }
}
