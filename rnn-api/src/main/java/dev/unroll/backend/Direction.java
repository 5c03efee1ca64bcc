package dev.unroll.backend;

/** The order in which a recurrent layer visits the time steps. */
public enum Direction {
    /** Step t reads slot t of the state and writes slot t + 1; slot 0 holds the initial state. */
    FORWARD,
    /** From the last step to the first: step t reads slot t + 1 and writes slot t; slot T holds the initial state. */
    REVERSE
}
