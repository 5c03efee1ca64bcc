package dev.unroll.opencl;

import dev.unroll.opencl.runtime.Memory;
import dev.unroll.opencl.runtime.Session;
import java.util.EnumMap;
import java.util.Map;

/** Memory of the backend's own, kept and grown from call to call: work on a device is done in order, so one piece serves many calls. */
final class Workspace {
    /** What it is for; two uses at once need two slots. */
    enum Slot {
        PACKED_A,
        PACKED_B,
        SUMS
    }

    private final Session session;
    private final Map<Slot, Memory> held = new EnumMap<>(Slot.class);

    Workspace(Session session) {
        this.session = session;
    }

    /** Memory for at least so many floats; what it held is lost when it had to grow. */
    Memory floats(Slot slot, long floats) {
        Memory memory = held.get(slot);
        long bytes = Math.max(1, floats) * Float.BYTES;
        if (memory != null && memory.bytes() >= bytes) {
            return memory;
        }
        Memory larger = session.allocate(bytes);
        held.put(slot, larger);
        if (memory != null) {
            memory.close();
        }
        return larger;
    }
}
