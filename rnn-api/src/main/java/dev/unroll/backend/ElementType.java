package dev.unroll.backend;

/** What a {@link DeviceBuffer} holds. */
public enum ElementType {
    /** Real numbers: {@code float} on every backend but the reference, which keeps {@code double}. */
    REAL,
    /** 32-bit integers: token ids, targets, lengths. */
    INT32
}
