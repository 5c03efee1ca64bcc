package dev.unroll.backend;

import org.jspecify.annotations.Nullable;

/**
 * Gradients of the pointwise part of one time step.
 *
 * @param dy gradient of this step's output from above, the spatial part {@code [N, H]}, ignored in padding; null means zero
 * @param dh {@code [N, H]}; in: the gradient that comes back from the next step, the temporal part; out: the part that reaches the state
 *     before without passing R (GRU: {@code z dh}; padding: unchanged; else 0), to which the caller adds {@code dRecurrent R}
 * @param dc LSTM: {@code [N, H]}; in: gradient of the cell state after, out: of the cell state before; else null
 * @param dGates {@code [N, G*H]}, written: gradient of the input part of the pre-activations; exactly 0 in padding
 * @param dRecurrent {@code [N, G*H]}, written: gradient of the recurrent part; the same view as {@code dGates} for every cell but GRU,
 *     whose block n is multiplied by r
 */
public record GateGradients(
        @Nullable View dy, View dh, @Nullable View dc, View dGates, View dRecurrent) {}
