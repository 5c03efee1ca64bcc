package dev.unroll.cuda;

import dev.unroll.cuda.runtime.Memory;
import dev.unroll.cuda.runtime.Session;
import java.util.EnumMap;
import java.util.Map;

/** Memory of the backend's own, kept and grown from call to call: work on a device is done in order, so one piece serves many calls. */
final class Workspace {
    /** What it is for; two uses at once need two slots. */
    enum Slot {
        /** Sums of parts of a matrix product. */
        PRODUCTS,
        /** Sums of pieces, and the pieces of their sums. */
        SUMS,
        /** Rows in the order of their numbers in a table. */
        ORDER,
        /** These numbers, in that order. */
        KEYS,
        /** Where blocks meet: zeros at first, and left as zeros by every launch. */
        MEETINGS
    }

    private final Session session;
    private final Map<Slot, Memory> held = new EnumMap<>(Slot.class);
    private long generation;

    Workspace(Session session) {
        this.session = session;
    }

    /** The address of memory for at least so many floats or integers; what it held is lost when it had to grow. */
    long floats(Slot slot, long count) {
        Memory memory = held.get(slot);
        long bytes = Math.max(1, count) * Float.BYTES;
        if (memory == null || memory.bytes() < bytes) {
            Memory larger = session.allocate(bytes);
            held.put(slot, larger);
            generation++;
            if (memory != null) {
                memory.close();
            }
            memory = larger;
        }
        return memory.address();
    }

    /** Another number after every growth: launches that were recorded before it name memory that is gone. */
    long generation() {
        return generation;
    }
}
