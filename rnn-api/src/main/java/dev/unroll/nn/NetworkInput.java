package dev.unroll.nn;

import dev.unroll.backend.View;
import org.jspecify.annotations.Nullable;

/**
 * What a forward pass reads, all of it on the device.
 *
 * @param steps time steps {@code T}
 * @param rows batch rows {@code N}
 * @param data token ids INT32 {@code [T*N, 1]}, or dense input REAL {@code [T*N, I]}
 * @param lengths INT32 {@code [N, 1]}, each 0 to T; null means that every row has T steps
 * @param initial state before the first step; null means zero
 * @param dropout where dropout masks come from; null when there is no dropout
 */
public record NetworkInput(
        int steps,
        int rows,
        View data,
        @Nullable View lengths,
        @Nullable NetworkState initial,
        @Nullable DropoutSource dropout) {
    /** Full-length rows from a zero state without dropout. */
    public static NetworkInput of(int steps, int rows, View data) {
        return new NetworkInput(steps, rows, data, null, null, null);
    }

    /** The same with lengths. */
    public NetworkInput withLengths(@Nullable View next) {
        return new NetworkInput(steps, rows, data, next, initial, dropout);
    }

    /** The same from this state. */
    public NetworkInput withInitial(@Nullable NetworkState next) {
        return new NetworkInput(steps, rows, data, lengths, next, dropout);
    }

    /** The same with dropout masks from here. */
    public NetworkInput withDropout(@Nullable DropoutSource next) {
        return new NetworkInput(steps, rows, data, lengths, initial, next);
    }

    /**
     * Where dropout masks come from: the same seed and step give the same masks on every backend.
     *
     * @param seed key of the generator
     * @param step REAL {@code [1, 2]}: low and high part of the step number, see {@link dev.unroll.backend.StepScalars}
     */
    public record DropoutSource(long seed, View step) {}
}
