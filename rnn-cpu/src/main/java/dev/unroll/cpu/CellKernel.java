package dev.unroll.cpu;

import dev.unroll.backend.CellType;
import java.util.List;

/**
 * The equations of {@link CellType} for one batch row, as passes over it; what is kept is flushed. Gates first become pre-activations
 * {@code a + u + b}, then activations. Backward:
 *
 * <ul>
 *   <li>TANH, RELU: {@code da = dh f'}
 *   <li>LSTM, with {@code dC = dc + dh o (1 - tanh(c)^2)}: di = dC g, df = dC c_before, dg = dC i, do = dh tanh(c), dc = dC f
 *   <li>GRU: dn = dh (1 - z), dz = dh (h_before - n), dr = da_n (h R_n^T + b_hn), dh = dh z
 * </ul>
 */
interface CellKernel {
    /** The passes of the forward step. */
    List<Pass<CellRow>> forward(CellType cell);

    /** The passes of the backward step. */
    List<Pass<CellRow>> backward(CellType cell);
}
