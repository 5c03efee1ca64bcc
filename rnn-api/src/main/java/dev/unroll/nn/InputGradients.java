package dev.unroll.nn;

import dev.unroll.backend.View;
import org.jspecify.annotations.Nullable;

/**
 * What a backward pass found besides the gradients of the parameters; valid until the next pass.
 *
 * @param input gradient of the input {@code [T*N, I]}, 0 in padding; null when it was not asked for
 * @param initial gradient of the initial state; null when it was not asked for
 */
public record InputGradients(@Nullable View input, @Nullable NetworkState initial) {}
