package dev.unroll.backend;

/** What sort of device a backend computes on. */
public enum DeviceKind {
    /** The processor that runs the JVM. */
    CPU,
    /** A graphics processor. */
    GPU,
    /** Anything else. */
    ACCELERATOR
}
