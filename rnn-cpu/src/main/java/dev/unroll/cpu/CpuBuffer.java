package dev.unroll.cpu;

import dev.unroll.backend.Backend;
import dev.unroll.backend.DeviceBuffer;
import dev.unroll.backend.DeviceOutOfMemoryException;
import dev.unroll.backend.ElementType;
import dev.unroll.backend.View;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.function.Supplier;

/** A Java array; closing it lets the garbage collector have the array. */
final class CpuBuffer implements DeviceBuffer {
    private static final float[] NO_FLOATS = {};
    private static final int[] NO_INTS = {};
    /** Matrices whose panels are known: those of a hundred layers; who multiplies with ever other parts of a buffer must not fill the memory. */
    private static final int MOST_PANELS = 256;

    private static final long LONGEST_ARRAY = Integer.MAX_VALUE - 8L;

    private final CpuBackend owner;
    private final ElementType type;
    private final long length;
    private float[] floats = NO_FLOATS;
    private int[] ints = NO_INTS;
    /** What has been packed of this buffer, the last used matrix last. */
    private final LinkedHashMap<Matrix, KeptPanels> panels = new LinkedHashMap<>(4, 0.75f, true);

    private boolean keeps;
    private long changes;
    private volatile boolean closed;

    CpuBuffer(CpuBackend owner, ElementType type, long length) {
        if (length < 0) {
            throw new IllegalArgumentException("length: " + length + "; expected 0 or more");
        }
        this.owner = owner;
        this.type = type;
        this.length = length;
        // An array that can never fit is refused without trying: a JVM may be set to exit on its first
        // OutOfMemoryError.
        if (length > LONGEST_ARRAY
                || length * Float.BYTES > Runtime.getRuntime().maxMemory()) {
            throw outOfMemory(owner.device().name(), length);
        }
        try {
            if (type == ElementType.REAL) {
                floats = new float[(int) length];
            } else {
                ints = new int[(int) length];
            }
        } catch (OutOfMemoryError full) {
            throw outOfMemory(owner.device().name(), length);
        }
    }

    static DeviceOutOfMemoryException outOfMemory(String device, long elements) {
        Runtime runtime = Runtime.getRuntime();
        long free = runtime.maxMemory() - runtime.totalMemory() + runtime.freeMemory();
        long asked = elements > Long.MAX_VALUE / Float.BYTES ? Long.MAX_VALUE : elements * Float.BYTES;
        return new DeviceOutOfMemoryException(device, asked, free);
    }

    /** The array behind a REAL view that has been checked. */
    static float[] floats(View view) {
        return ((CpuBuffer) view.buffer()).floats;
    }

    /** The array behind an INT32 view that has been checked. */
    static int[] ints(View view) {
        return ((CpuBuffer) view.buffer()).ints;
    }

    float[] floats() {
        return floats;
    }

    int[] ints() {
        return ints;
    }

    /** How often the contents may have changed. Whoever writes says so by {@link #changed}, after it has. */
    long changes() {
        return changes;
    }

    void changed() {
        changes++;
        if (keeps) {
            forgetPanels();
        }
    }

    /** Some of its panels have got memory of their own. */
    void keeps() {
        keeps = true;
    }

    private void forgetPanels() {
        panels.values().forEach(KeptPanels::forget);
        keeps = false;
    }

    /** The panels of a matrix in this buffer, made when it is asked for first. */
    KeptPanels panels(Matrix matrix, Supplier<KeptPanels> maker) {
        KeptPanels known = panels.get(matrix);
        if (known == null) {
            known = maker.get();
            panels.put(matrix, known);
            if (panels.size() > MOST_PANELS) {
                forgetEldest();
            }
        }
        return known;
    }

    private void forgetEldest() {
        Iterator<KeptPanels> all = panels.values().iterator();
        all.next().forget();
        all.remove();
    }

    @Override
    public Backend owner() {
        return owner;
    }

    @Override
    public ElementType type() {
        return type;
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public boolean isClosed() {
        return closed || owner.isClosed();
    }

    @Override
    public void close() {
        closed = true;
        floats = NO_FLOATS;
        ints = NO_INTS;
        forgetPanels();
        panels.clear();
    }
}
