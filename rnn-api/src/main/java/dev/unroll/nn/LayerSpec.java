package dev.unroll.nn;

import dev.unroll.backend.CellType;

/**
 * One recurrent layer of a network.
 *
 * @param cell the cell
 * @param hidden hidden size {@code H}, at least 1
 */
public record LayerSpec(CellType cell, int hidden) {
    /** Checks the size. */
    public LayerSpec {
        if (hidden < 1) {
            throw new IllegalArgumentException("hidden: " + hidden + "; expected at least 1");
        }
    }
}
