package dev.unroll.cpu;

import dev.unroll.backend.CellType;

/** The equations of {@link CellType}, for one batch row; what is kept is flushed. */
interface CellKernel {
    /** {@code h = gates = tanh(a + u + b)}. */
    void tanhForward(CellRow row);

    /** {@code h = gates = max(0, a + u + b)}. */
    void reluForward(CellRow row);

    /** The four gates, then {@code c = f c + i g}, {@code h = o tanh(c)}. */
    void lstmForward(CellRow row);

    /** The three gates, then {@code h = (1 - z) n + z h}. */
    void gruForward(CellRow row);

    /** {@code da = dh (1 - h^2)}. */
    void tanhBackward(CellRow row);

    /** {@code da = dh} where h is positive. */
    void reluBackward(CellRow row);

    /** With {@code dC = dc + dh o (1 - tanh(c)^2)}: di = dC g, df = dC c, dg = dC i, do = dh tanh(c); dc = dC f. */
    void lstmBackward(CellRow row);

    /** dn = dh (1 - z), dz = dh (h - n), dr = da_n (h R_n^T + b_hn); dh = dh z. */
    void gruBackward(CellRow row);

    /** The cell's forward step. */
    default void forward(CellType cell, CellRow row) {
        switch (cell) {
            case TANH -> tanhForward(row);
            case RELU -> reluForward(row);
            case LSTM -> lstmForward(row);
            case GRU -> gruForward(row);
        }
    }

    /** The cell's backward step. */
    default void backward(CellType cell, CellRow row) {
        switch (cell) {
            case TANH -> tanhBackward(row);
            case RELU -> reluBackward(row);
            case LSTM -> lstmBackward(row);
            case GRU -> gruBackward(row);
        }
    }
}
