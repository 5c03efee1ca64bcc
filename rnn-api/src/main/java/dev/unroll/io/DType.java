package dev.unroll.io;

/** The element types of safetensors that are read and written here. The constants' names are the format's own. */
public enum DType {
    /** IEEE 754 binary32. */
    F32(Float.BYTES),
    /** IEEE 754 binary64. */
    F64(Double.BYTES),
    /** Two's complement, 32 bits. */
    I32(Integer.BYTES),
    /** Two's complement, 64 bits. */
    I64(Long.BYTES);

    private final int bytes;

    DType(int bytes) {
        this.bytes = bytes;
    }

    /** Bytes of one element. */
    public int bytes() {
        return bytes;
    }
}
