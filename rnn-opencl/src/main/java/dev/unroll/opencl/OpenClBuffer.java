package dev.unroll.opencl;

import dev.unroll.backend.Backend;
import dev.unroll.backend.DeviceBuffer;
import dev.unroll.backend.ElementType;
import dev.unroll.backend.View;
import dev.unroll.opencl.runtime.Memory;

/** Memory of an OpenCL device, and how often its content may have changed. */
final class OpenClBuffer implements DeviceBuffer {
    private final OpenClBackend owner;
    private final ElementType type;
    private final long length;
    private final Memory memory;
    private long version;

    OpenClBuffer(OpenClBackend owner, ElementType type, long length, Memory memory) {
        this.owner = owner;
        this.type = type;
        this.length = length;
        this.memory = memory;
    }

    static OpenClBuffer of(View view) {
        return (OpenClBuffer) view.buffer();
    }

    Memory memory() {
        return memory;
    }

    /** Another number after every call that may have written to it. */
    long version() {
        return version;
    }

    void written() {
        version++;
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
