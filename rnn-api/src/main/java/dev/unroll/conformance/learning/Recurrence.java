package dev.unroll.conformance.learning;

/** What becomes of the ways in which a network remembers. */
public enum Recurrence {
    /** All weights are trained. */
    LEARNED,
    /**
     * The control, which must fail: the recurrent weights R are zero and stay zero. That cuts the memory of TANH and RELU. LSTM and GRU carry
     * a state past R, through {@code f c} and {@code z h}, and learn these tasks without R; so their gate f or z is held shut as well.
     */
    CUT
}
