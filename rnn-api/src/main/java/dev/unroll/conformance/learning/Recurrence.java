package dev.unroll.conformance.learning;

/** What becomes of the recurrent weights R during training. */
public enum Recurrence {
    /** They are trained like all others. */
    LEARNED,
    /** They are zero and stay zero: the control, which must fail where only R carries the past. */
    HELD_AT_ZERO
}
