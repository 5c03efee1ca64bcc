package dev.unroll.nn;

/** What a forward pass is for. */
public enum Mode {
    /** Dropout is on, and what the backward pass needs is kept. */
    TRAIN,
    /** Dropout is off, and what the backward pass needs is kept. */
    EVALUATE,
    /** Dropout is off and nothing is kept; no backward pass can follow. */
    INFER
}
