package dev.unroll.ledger;

import dev.unroll.nn.LayerSpec;

/**
 * One layer's part of {@code BackwardPass(t)}.
 *
 * @param back the ledger's line
 * @param toBefore what goes on to {@code h_{t-1}}: {@code R^T du_t}, and for a GRU what passes R by {@code [N][H]}
 * @param toCellBefore what goes on to {@code c_{t-1}} {@code [N][H]}; rows are empty for a layer without one
 */
record StepBack(LayerStep.Backward back, double[][] toBefore, double[][] toCellBefore) {
    /**
     * What arrives at the step.
     *
     * @param spatial from above at the same step {@code [N][H]}
     * @param temporal from the next step {@code [N][H]}
     * @param cellTemporal from the next step's cell state; rows are empty for a layer without one
     */
    record Arriving(double[][] spatial, double[][] temporal, double[][] cellTemporal) {}

    /** Spatial plus temporal, then the derivatives, then R. A row past its end passes on what came from the next step. */
    static StepBack of(Sequence sequence, LayerStep.Forward kept, int t, int k, Arriving arriving) {
        LayerSpec layer = sequence.spec().layers().get(k);
        int rows = sequence.rows();
        int gates = layer.cell().gates() * layer.hidden();
        double[][] cellSum = arriving.cellTemporal().clone();
        LayerStep.Backward back = new LayerStep.Backward(
                arriving.spatial(),
                arriving.temporal(),
                Rows.sum(arriving.spatial(), arriving.temporal()),
                arriving.cellTemporal(),
                cellSum,
                Rows.zeros(rows, gates),
                Rows.zeros(rows, gates));
        double[][] past = Rows.zeros(rows, layer.hidden());
        double[][] cellPast = Rows.zeros(rows, cellSum[0].length);
        for (int n = 0; n < rows; n++) {
            cellSum[n] = cellSum[n].clone();
            if (sequence.isPadding(t, n)) {
                past[n] = arriving.temporal()[n];
                cellPast[n] = cellSum[n];
            } else {
                CellEquations.Back row = new CellEquations.Back(
                        back.sum()[n],
                        cellSum[n],
                        back.throughInput()[n],
                        back.throughRecurrent()[n],
                        past[n],
                        cellPast[n]);
                CellEquations.of(layer.cell()).backward(kept.row(n), row);
            }
        }
        double[] r = sequence.parameter("weight_hh_l" + k);
        double[][] throughR = Rows.transposed(r, back.throughRecurrent(), layer.hidden());
        return new StepBack(back, Rows.sum(past, throughR), cellPast);
    }
}
