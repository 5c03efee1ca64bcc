package dev.unroll.backend;

import org.jspecify.annotations.Nullable;

/**
 * The gradients that enter and leave {@link Backend#recurrentBackward}.
 *
 * @param weights gradients of the parameters; accumulated
 * @param dy gradient of the outputs {@code [T*N, H]}, ignored in padding; null means zero everywhere (a loss at the last step only)
 * @param dhN gradient of the final state {@code [N, H]}, from the loss at the last step or the next window; null means zero
 * @param dcN gradient of the final cell state {@code [N, H]}; null means zero
 * @param dx gradient of the input {@code [T*N, I]}; overwritten, exactly 0 in padding; null when nobody needs it
 * @param dh0 gradient of the initial state {@code [N, H]}; overwritten; null when nobody needs it
 * @param dc0 gradient of the initial cell state {@code [N, H]}; overwritten; null when nobody needs it
 */
public record RecurrentGradients(
        RecurrentWeights weights,
        @Nullable View dy,
        @Nullable View dhN,
        @Nullable View dcN,
        @Nullable View dx,
        @Nullable View dh0,
        @Nullable View dc0) {}
