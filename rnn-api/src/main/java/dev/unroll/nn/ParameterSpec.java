package dev.unroll.nn;

/**
 * Where one parameter lies in the flat buffer of a network (and of its gradients and optimizer state).
 *
 * @param name PyTorch's name, for instance {@code weight_hh_l0}
 * @param offset its first element
 * @param rows rows
 * @param columns columns; biases have one row
 */
public record ParameterSpec(String name, long offset, int rows, int columns) {
    /** The number of elements. */
    public int size() {
        return Math.multiplyExact(rows, columns);
    }
}
