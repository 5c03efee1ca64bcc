package dev.unroll.backend;

import java.util.List;

/**
 * What {@link Backends#survey} found out about one backend.
 *
 * @param name the word that picks it
 * @param priority its place in the order of {@code auto}
 * @param availability whether it can run, or why not and what to do
 * @param devices its devices; empty when it is not available
 * @param automatic whether {@code auto} takes it here
 */
public record BackendStatus(
        String name, int priority, Availability availability, List<Device> devices, boolean automatic) {}
