package dev.unroll.backend;

/**
 * The recurrent cells. Gate blocks lie in the rows of {@code W}, {@code R} and the biases in the order given, as in PyTorch, so weights
 * move over unchanged. {@code a = x W^T + b_ih} is the input part and {@code u = h R^T + b_hh} the recurrent part of the pre-activations.
 */
public enum CellType {
    /** {@code h' = tanh(a + u)} (Elman, "Finding structure in time", 1990). */
    TANH(1),
    /** {@code h' = max(0, a + u)} (Le, Jaitly, Hinton, arXiv:1504.00941, for its identity initialisation). */
    RELU(1),
    /**
     * Gates i, f, g, o: {@code c' = sigmoid(f) c + sigmoid(i) tanh(g)}, {@code h' = sigmoid(o) tanh(c')} (Hochreiter and Schmidhuber 1997,
     * with the forget gate of Gers et al. 2000; no peepholes).
     */
    LSTM(4),
    /**
     * Gates r, z, n: {@code n = tanh(a_n + r u_n)}, {@code h' = (1 - z) n + z h} (Cho et al., arXiv:1406.1078, in the variant that applies
     * the reset gate after the recurrent product, so that {@code b_hn} lies inside it).
     */
    GRU(3);

    private final int gates;

    CellType(int gates) {
        this.gates = gates;
    }

    /** The number of gate blocks {@code G}. */
    public int gates() {
        return gates;
    }

    /** Whether the cell carries a cell state {@code c} beside {@code h}. */
    public boolean hasCellState() {
        return this == LSTM;
    }
}
