package dev.unroll.reference;

import dev.unroll.backend.Backend;
import dev.unroll.backend.DeviceBuffer;
import dev.unroll.backend.DeviceOutOfMemoryException;
import dev.unroll.backend.ElementType;

/** A Java array: {@code double[]} for REAL, {@code int[]} for INT32. */
final class ReferenceBuffer implements DeviceBuffer {
    /** The longest array that every common JVM can make. */
    private static final long MAXIMAL_LENGTH = Integer.MAX_VALUE - 8;

    private static final double[] NO_REALS = {};
    private static final int[] NO_INTS = {};

    private final ReferenceBackend owner;
    private final ElementType type;
    private final long length;
    private double[] reals = NO_REALS;
    private int[] ints = NO_INTS;
    private boolean closed;

    ReferenceBuffer(ReferenceBackend owner, ElementType type, long length) {
        if (length < 0) {
            throw new IllegalArgumentException("length: " + length + "; expected at least 0");
        }
        this.owner = owner;
        this.type = type;
        this.length = length;
        long elementBytes = type == ElementType.REAL ? Double.BYTES : Integer.BYTES;
        if (length > MAXIMAL_LENGTH) {
            throw outOfMemory(length, elementBytes);
        }
        try {
            if (type == ElementType.REAL) {
                reals = new double[(int) length];
            } else {
                ints = new int[(int) length];
            }
        } catch (OutOfMemoryError full) {
            throw outOfMemory(length, elementBytes);
        }
    }

    private static DeviceOutOfMemoryException outOfMemory(long length, long elementBytes) {
        Runtime runtime = Runtime.getRuntime();
        long free = runtime.maxMemory() - runtime.totalMemory() + runtime.freeMemory();
        long asked = length > Long.MAX_VALUE / elementBytes ? Long.MAX_VALUE : length * elementBytes;
        return new DeviceOutOfMemoryException("the Java heap (reference backend)", asked, free);
    }

    double[] reals() {
        return reals;
    }

    int[] ints() {
        return ints;
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
        return closed;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            reals = NO_REALS;
            ints = NO_INTS;
            owner.forget(this);
        }
    }
}
