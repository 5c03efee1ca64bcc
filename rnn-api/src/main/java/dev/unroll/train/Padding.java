package dev.unroll.train;

/** What a batch does with the input past the end of its rows. */
public enum Padding {
    /** Writes zeros (token 0) there, whatever was given. */
    ZEROED,
    /** Keeps what was given, which must be valid; for those who test that padding influences nothing. */
    KEPT
}
