package dev.unroll.cuda;

import dev.unroll.cuda.runtime.Recording;
import dev.unroll.cuda.runtime.Session;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Work that repeats, by key. The first time it runs as it is, which loads every kernel and gives the workspace its size; the second time it
 * is captured; from then on its graph is replayed, as long as all memory that it names is still there. The keys that were not used for the
 * longest time go first.
 */
final class Recordings implements AutoCloseable {
    private static final int MOST = 32;

    private final Session session;
    private final Workspace workspace;
    private final BuffersInUse inUse;
    private final LinkedHashMap<Object, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);

    /** A key that was seen, and what was captured for it. */
    private static final class Entry {
        private @Nullable Recording recording;
        private long generation;
        private Set<CudaBuffer> buffers = Set.of();

        void release() {
            if (recording != null) {
                recording.close();
                recording = null;
            }
            buffers = Set.of();
        }
    }

    Recordings(Session session, Workspace workspace, BuffersInUse inUse) {
        this.session = session;
        this.workspace = workspace;
        this.inUse = inUse;
    }

    /** Runs the work, or what was captured of it. Inside other recorded work it just runs. */
    void record(Object key, Runnable work) {
        if (session.isRecording()) {
            work.run();
            return;
        }
        Entry entry = entries.get(key);
        if (entry == null) {
            work.run();
            entries.put(key, new Entry());
            dropOldest();
            return;
        }
        session.replay(current(entry, work));
    }

    private Recording current(Entry entry, Runnable work) {
        Recording recording = entry.recording;
        if (recording != null
                && entry.generation == workspace.generation()
                && entry.buffers.stream().noneMatch(CudaBuffer::isClosed)) {
            return recording;
        }
        entry.release();
        return capture(entry, work);
    }

    private Recording capture(Entry entry, Runnable work) {
        while (true) {
            long generation = workspace.generation();
            inUse.start();
            Recording recording;
            try {
                recording = session.record(work);
            } finally {
                entry.buffers = inUse.end();
            }
            // What grew under way left launches behind that name what it was before.
            if (generation == workspace.generation()) {
                entry.recording = recording;
                entry.generation = generation;
                return recording;
            }
            recording.close();
        }
    }

    private void dropOldest() {
        while (entries.size() > MOST) {
            Map.Entry<Object, Entry> oldest = entries.entrySet().iterator().next();
            entries.remove(oldest.getKey());
            oldest.getValue().release();
        }
    }

    @Override
    public void close() {
        entries.values().forEach(Entry::release);
        entries.clear();
    }
}
