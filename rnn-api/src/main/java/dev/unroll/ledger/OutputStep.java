package dev.unroll.ledger;

/**
 * The line of the ledger for the output at one time step. For a loss at the last step, a row has an output at its own last step only.
 *
 * @param step time step t, from 0
 * @param present whether a row has an output at this step {@code [N]}; where not, everything else of the row is 0
 * @param read what the head reads {@code [N][H]}: the last layer after dropout
 * @param outputs {@code O_t = W read + b} {@code [N][O]}: logits, or numbers for squared error
 * @param gradient {@code dO_t}, the loss's gradient by the outputs {@code [N][O]}; 0 for a target that is not counted
 * @param loss this step's part of the mean loss
 */
public record OutputStep(
        int step, boolean[] present, double[][] read, double[][] outputs, double[][] gradient, double loss) {
    /** Whether any row has an output here. */
    public boolean any() {
        for (boolean each : present) {
            if (each) {
                return true;
            }
        }
        return false;
    }
}
