package dev.unroll.cuda;

import dev.unroll.backend.Backend;
import dev.unroll.backend.DeviceBuffer;
import dev.unroll.backend.ElementType;
import dev.unroll.backend.View;
import dev.unroll.cuda.runtime.Memory;

/** Memory of a CUDA device, numbers of 4 bytes. */
final class CudaBuffer implements DeviceBuffer {
    private final CudaBackend owner;
    private final ElementType type;
    private final long length;
    private final Memory memory;

    CudaBuffer(CudaBackend owner, ElementType type, long length, Memory memory) {
        this.owner = owner;
        this.type = type;
        this.length = length;
        this.memory = memory;
    }

    static CudaBuffer of(View view) {
        return (CudaBuffer) view.buffer();
    }

    /** Where the view's first element is on the device. */
    static long address(View view) {
        return of(view).memory.address() + view.offset() * Float.BYTES;
    }

    Memory memory() {
        return memory;
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
        return memory.isClosed();
    }

    @Override
    public void close() {
        memory.close();
    }
}
