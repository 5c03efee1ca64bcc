package dev.unroll.nn;

/** Where a sequence is compared with its target. */
public enum LossAt {
    /** At every time step; there is one target per step and row. */
    ALL_STEPS,
    /** At each row's own last valid step; there is one target per row. */
    LAST_STEP
}
