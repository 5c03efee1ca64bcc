package dev.unroll.backend;

import org.jspecify.annotations.Nullable;

/**
 * The pointwise part of one time step, after its matrix products.
 *
 * @param gates {@code [N, G*H]}; forward: in {@code x W^T + b_ih}, out the activated gates (0 in padding); backward: the activated gates,
 *     which for TANH and RELU are {@code h} itself
 * @param recurrent {@code [N, G*H]}; forward: in {@code h R^T} without bias, out (GRU only) {@code h R_n^T + b_hn} in the block n, other
 *     blocks undefined; backward: the same for GRU, null for the others, which do not need it
 * @param hPrevious the state before {@code [N, H]}
 * @param h the state after {@code [N, H]}; equals {@code hPrevious} in padding
 * @param cPrevious LSTM: the cell state before {@code [N, H]}; else null
 * @param c LSTM: the cell state after {@code [N, H]}, may be the same view as {@code cPrevious} when nothing is kept; else null
 */
public record GateStep(
        View gates,
        @Nullable View recurrent,
        View hPrevious,
        View h,
        @Nullable View cPrevious,
        @Nullable View c) {}
