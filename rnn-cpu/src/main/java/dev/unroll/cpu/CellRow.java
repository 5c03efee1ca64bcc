package dev.unroll.cpu;

/**
 * The operands of one batch row of one step of a cell: arrays, and where in them the row begins. Mutable, one for each thread. Gate blocks
 * follow each other at distance {@link #hidden}.
 */
final class CellRow {
    private static final float[] NONE = {};

    int hidden;
    /** The number of gate blocks. */
    int blocks;
    /** Forward: in the input part of the pre-activations, out the activated gates; backward: the activated gates. */
    float[] gates = NONE;

    int gatesAt;
    /** Forward: the recurrent product without bias. */
    float[] recurrent = NONE;

    int recurrentAt;
    /** Forward: {@code b_hh}. */
    float[] bias = NONE;

    int biasAt;
    /** GRU: {@code h R_n^T + b_hn}, written by forward, read by backward. */
    float[] kept = NONE;

    int keptAt;
    float[] hBefore = NONE;
    int hBeforeAt;
    float[] h = NONE;
    int hAt;
    float[] cBefore = NONE;
    int cBeforeAt;
    float[] c = NONE;
    int cAt;
    /** Backward: in the whole gradient of h, out what reaches the state before without passing R. */
    float[] dh = NONE;

    int dhAt;
    /** LSTM backward: in the gradient of the cell state after, out of the one before. */
    float[] dc = NONE;

    int dcAt;
    /** LSTM: room for tanh(c), at least {@link #hidden} elements. */
    float[] tanh = NONE;

    float[] dGates = NONE;
    int dGatesAt;
    /** GRU backward: the gradient of the recurrent part. */
    float[] dRecurrent = NONE;

    int dRecurrentAt;

    /** Lets go of the arrays, so that a closed buffer's memory can be had back. */
    void release() {
        gates = NONE;
        recurrent = NONE;
        bias = NONE;
        kept = NONE;
        hBefore = NONE;
        h = NONE;
        cBefore = NONE;
        c = NONE;
        dh = NONE;
        dc = NONE;
        tanh = NONE;
        dGates = NONE;
        dRecurrent = NONE;
    }
}
