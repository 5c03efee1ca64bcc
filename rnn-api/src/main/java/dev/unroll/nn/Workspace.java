package dev.unroll.nn;

import dev.unroll.backend.Backend;
import dev.unroll.backend.DeviceBuffer;
import dev.unroll.backend.ElementType;
import dev.unroll.backend.View;
import java.util.HashMap;
import java.util.Map;

/**
 * Device memory of passes, by name. A slot grows to the largest size that was ever needed; smaller shapes are views of it, so changing
 * between shapes costs nothing and leaks nothing.
 */
final class Workspace implements AutoCloseable {
    private final Backend backend;
    private final Map<String, DeviceBuffer> slots = new HashMap<>();
    private long generation;
    private boolean closed;

    Workspace(Backend backend) {
        this.backend = backend;
    }

    /**
     * Makes room. The old memory is released before the new is asked for, so that growing never needs both at once; when the device has
     * no room, the slot is gone, everything else is as before, and a smaller shape can still be prepared.
     */
    void ensure(String slot, long elements) {
        if (closed) {
            throw new IllegalStateException("network: used after close");
        }
        DeviceBuffer present = slots.get(slot);
        if (present != null && present.length() >= elements) {
            return;
        }
        generation++;
        if (present != null) {
            slots.remove(slot);
            present.close();
        }
        slots.put(slot, backend.allocate(ElementType.REAL, Math.max(1, elements)));
    }

    /** A dense matrix at the begin of a slot that {@link #ensure} made large enough. */
    View view(String slot, int rows, int columns) {
        return buffer(slot).view(0, rows, columns);
    }

    DeviceBuffer buffer(String slot) {
        DeviceBuffer present = slots.get(slot);
        if (present == null) {
            throw new IllegalStateException("no memory was prepared for " + slot + "; the network was closed");
        }
        return present;
    }

    /** Changes whenever views made before may no longer be valid. */
    long generation() {
        return generation;
    }

    @Override
    public void close() {
        closed = true;
        generation++;
        slots.values().forEach(DeviceBuffer::close);
        slots.clear();
    }
}
