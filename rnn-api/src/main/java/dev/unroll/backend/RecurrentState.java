package dev.unroll.backend;

import org.jspecify.annotations.Nullable;

/**
 * What goes into and comes out of {@link Backend#recurrentForward}, and is given again to {@link Backend#recurrentBackward}.
 *
 * @param x input {@code [T*N, I]}
 * @param lengths INT32 {@code [N, 1]}, each 0 to T; null means that every row has T steps
 * @param h states {@code [(T+1)*N, H]}: the initial slot is read, the others are written (see {@link Direction})
 * @param c0 initial cell state {@code [N, H]}; null for a cell without one
 * @param cN final cell state {@code [N, H]}, written; null for a cell without one
 */
public record RecurrentState(
        View x,
        @Nullable View lengths,
        View h,
        @Nullable View c0,
        @Nullable View cN) {}
