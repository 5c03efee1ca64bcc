package dev.unroll.backend;

/**
 * A device that a provider can open.
 *
 * @param index position in {@link BackendProvider#devices}
 * @param name as its driver calls it
 * @param kind what sort it is
 * @param version of the driver, platform or instruction set
 * @param memoryBytes memory that a buffer may come from; 0 when unknown
 */
public record Device(int index, String name, DeviceKind kind, String version, long memoryBytes) {}
