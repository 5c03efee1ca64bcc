package dev.unroll.backend;

/**
 * One recurrent layer over one sequence.
 *
 * @param cell the cell
 * @param steps time steps {@code T}, at least 1
 * @param batch batch rows {@code N}, at least 1
 * @param inputSize input size {@code I}, at least 1
 * @param hiddenSize hidden size {@code H}, at least 1
 * @param direction the order of the steps
 */
public record RecurrentSpec(CellType cell, int steps, int batch, int inputSize, int hiddenSize, Direction direction) {
    /** Checks the sizes. */
    public RecurrentSpec {
        Contract.atLeastOne("steps", steps);
        Contract.atLeastOne("batch", batch);
        Contract.atLeastOne("inputSize", inputSize);
        Contract.atLeastOne("hiddenSize", hiddenSize);
    }

    /** A layer from the first step to the last. */
    public static RecurrentSpec forward(CellType cell, int steps, int batch, int inputSize, int hiddenSize) {
        return new RecurrentSpec(cell, steps, batch, inputSize, hiddenSize, Direction.FORWARD);
    }

    /** {@code G * H}: the rows of W, R and the biases, the columns of the gates. */
    public int gateSize() {
        return Math.multiplyExact(cell.gates(), hiddenSize);
    }

    /** The slot of the state that step {@code t} reads. */
    public int slotBefore(int t) {
        return direction == Direction.FORWARD ? t : t + 1;
    }

    /** The slot of the state that step {@code t} writes. */
    public int slotAfter(int t) {
        return direction == Direction.FORWARD ? t + 1 : t;
    }

    /** The slot that holds the initial state: 0, or T in reverse. */
    public int initialSlot() {
        return direction == Direction.FORWARD ? 0 : steps;
    }

    /** The slot that holds the final state: T, or 0 in reverse. */
    public int finalSlot() {
        return direction == Direction.FORWARD ? steps : 0;
    }

    /** The time step that is computed as number {@code k}. */
    public int stepAt(int k) {
        return direction == Direction.FORWARD ? k : steps - 1 - k;
    }

    /** The first slot of the outputs: output t lies in slot {@code firstOutputSlot() + t}. */
    public int firstOutputSlot() {
        return direction == Direction.FORWARD ? 1 : 0;
    }
}
