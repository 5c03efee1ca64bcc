package dev.unroll.bench.workload;

import dev.unroll.backend.CellType;

/**
 * Floating-point operations of one operation: matrix products only, a multiply-add counts 2. With G gates and I_l the width that layer l
 * reads, {@code forward = 2 T N sum_l G H (I_l + H)}, {@code infer = forward + 2 T N H O}, and
 * {@code train = 3 infer - 2 T N G H I}: backward costs two products for each of forward's, but the input needs no gradient.
 */
public final class Flops {
    private Flops() {}

    /** The operations of one call in a mode; {@link Mode#STEP} is inference with one step of one row. */
    public static double of(Mode mode, Shape shape, CellType cell) {
        return switch (mode) {
            case INFER -> infer(shape, cell);
            case TRAIN -> train(shape, cell);
            case STEP -> infer(shape.oneStep(), cell);
        };
    }

    private static double infer(Shape shape, CellType cell) {
        double rows = (double) shape.steps() * shape.rows();
        double gates = (double) cell.gates() * shape.hiddenSize();
        double widths = shape.inputSize() + (shape.layers() - 1.0) * shape.hiddenSize();
        double recurrent = gates * (widths + (double) shape.layers() * shape.hiddenSize());
        return 2 * rows * (recurrent + (double) shape.hiddenSize() * shape.outputs());
    }

    private static double train(Shape shape, CellType cell) {
        double inputGradient =
                2.0 * shape.steps() * shape.rows() * cell.gates() * shape.hiddenSize() * shape.inputSize();
        return 3 * infer(shape, cell) - inputGradient;
    }
}
