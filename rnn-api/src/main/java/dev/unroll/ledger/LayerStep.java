package dev.unroll.ledger;

/**
 * The line of the ledger for one time step and one layer. Matrices are {@code [N][columns]}, one row for each batch row; H is the layer's
 * hidden size, I what it reads, G its gates. A row past its end carries its state on: its {@code h} repeats, its gradient passes through
 * unchanged, and it has no share of any weight's gradient.
 *
 * @param step time step t, from 0
 * @param layer layer k, from 0 at the input
 * @param forward what the way forward left
 * @param backward what the way back left
 */
public record LayerStep(int step, int layer, Forward forward, Backward backward) {
    /**
     * The way forward.
     *
     * @param x what the layer reads {@code [N][I]}: input, or the layer below after dropout
     * @param before {@code h_{t-1}} {@code [N][H]}
     * @param cellBefore {@code c_{t-1}} {@code [N][H]} of an LSTM; rows are empty for other cells
     * @param gates after their activations {@code [N][G*H]}, 0 past a row's end
     * @param product {@code R h_{t-1} + b_hh} {@code [N][G*H]} of a GRU; 0 for other cells
     * @param h the activation {@code h_t} {@code [N][H]}
     * @param cell {@code c_t} {@code [N][H]} of an LSTM; rows are empty for other cells
     */
    public record Forward(
            double[][] x,
            double[][] before,
            double[][] cellBefore,
            double[][] gates,
            double[][] product,
            double[][] h,
            double[][] cell) {
        CellEquations.Kept row(int n) {
            return new CellEquations.Kept(before[n], cellBefore[n], gates[n], product[n], h[n], cell[n]);
        }
    }

    /**
     * The way back: gradients of the loss.
     *
     * @param spatial of {@code h_t}, from what stands above it at the same step {@code [N][H]}: the layer above, or the output
     * @param temporal of {@code h_t}, from the same layer's next step {@code [N][H]}
     * @param sum spatial and temporal part together
     * @param cellTemporal of {@code c_t}, from {@code c_{t+1}} {@code [N][H]}, for an LSTM; rows are empty for other cells
     * @param cellSum of {@code c_t} altogether; rows are empty for other cells
     * @param throughInput of {@code W x_t + b_ih} {@code [N][G*H]}: what the derivatives let through to W, b_ih and x
     * @param throughRecurrent of {@code R h_{t-1} + b_hh} {@code [N][G*H]}: the same to R, b_hh and h_{t-1}; a GRU's differs from the above
     */
    public record Backward(
            double[][] spatial,
            double[][] temporal,
            double[][] sum,
            double[][] cellTemporal,
            double[][] cellSum,
            double[][] throughInput,
            double[][] throughRecurrent) {}
}
