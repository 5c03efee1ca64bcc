package dev.unroll.backend;

/** What sort of device a backend computes on. */
public enum DeviceKind {
    /** The processor that runs the JVM. */
    CPU,
    /** A graphics processor. */
    GPU,
    /** Anything else. */
    ACCELERATOR,
    /** A program that stands in for a device, to prove kernels right: never taken by {@code auto}, and its times mean nothing. */
    EMULATOR
}
