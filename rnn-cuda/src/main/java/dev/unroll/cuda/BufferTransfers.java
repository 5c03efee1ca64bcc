package dev.unroll.cuda;

import dev.unroll.backend.DeviceOutOfMemoryException;
import dev.unroll.backend.ElementType;
import dev.unroll.cuda.runtime.Session;

/** Buffers and what goes into and out of them. Arguments are checked. */
final class BufferTransfers {
    /** Kernels count elements in 32 bits. */
    private static final long LONGEST = Integer.MAX_VALUE;

    private final Session session;

    BufferTransfers(Session session) {
        this.session = session;
    }

    CudaBuffer allocate(CudaBackend owner, ElementType type, long length) {
        if (length < 0) {
            throw new IllegalArgumentException("length: " + length + "; expected 0 or more");
        }
        if (length > LONGEST) {
            long bytes = length > Long.MAX_VALUE / Float.BYTES ? Long.MAX_VALUE : length * Float.BYTES;
            throw new DeviceOutOfMemoryException(owner.device().name(), bytes, LONGEST * Float.BYTES);
        }
        return new CudaBuffer(owner, type, length, session.allocate(length * Float.BYTES));
    }

    void upload(CudaBuffer target, long offset, float[] source, int from, int length) {
        session.write(target.memory(), offset * Float.BYTES, source, from, length);
    }

    void upload(CudaBuffer target, long offset, double[] source, int from, int length) {
        float[] rounded = new float[length];
        for (int i = 0; i < length; i++) {
            rounded[i] = (float) source[from + i];
        }
        upload(target, offset, rounded, 0, length);
    }

    void upload(CudaBuffer target, long offset, int[] source, int from, int length) {
        session.write(target.memory(), offset * Integer.BYTES, source, from, length);
    }

    void download(CudaBuffer source, long offset, float[] target, int from, int length) {
        session.read(source.memory(), offset * Float.BYTES, target, from, length);
    }

    void download(CudaBuffer source, long offset, double[] target, int from, int length) {
        float[] values = new float[length];
        download(source, offset, values, 0, length);
        for (int i = 0; i < length; i++) {
            target[from + i] = values[i];
        }
    }

    void download(CudaBuffer source, long offset, int[] target, int from, int length) {
        session.read(source.memory(), offset * Integer.BYTES, target, from, length);
    }
}
