package dev.unroll.backend;

import org.jspecify.annotations.Nullable;

/**
 * The argument checks that every backend makes before it launches or changes anything. Each throws an
 * {@link IllegalArgumentException} that names the argument, its value and what was expected, or an {@link IllegalStateException} for a
 * closed buffer.
 */
public final class Contract {
    private Contract() {}

    /** A size that must be positive. */
    public static void atLeastOne(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + ": " + value + "; expected at least 1");
        }
    }

    /** A view of REAL elements in an open buffer of this backend. */
    public static void real(Backend self, String name, View view) {
        usable(self, name, view.buffer(), ElementType.REAL);
    }

    /** A view of INT32 elements in an open buffer of this backend. */
    public static void ints(Backend self, String name, View view) {
        usable(self, name, view.buffer(), ElementType.INT32);
    }

    private static void usable(Backend self, String name, DeviceBuffer buffer, ElementType type) {
        if (buffer.owner() != self) {
            throw new IllegalArgumentException(
                    name + ": a buffer of backend " + buffer.owner().name()
                            + (buffer.owner().name().equals(self.name()) ? " (another instance)" : "")
                            + " given to backend " + self.name()
                            + "; download from one and upload to the other");
        }
        if (buffer.type() != type) {
            throw new IllegalArgumentException(name + ": holds " + buffer.type() + "; expected " + type);
        }
        if (buffer.isClosed()) {
            throw new IllegalStateException(name + ": the buffer is closed, by itself or with its backend");
        }
    }

    /** An exact shape. */
    public static void shape(String name, View view, long rows, long columns) {
        if (view.rows() != rows || view.columns() != columns) {
            throw new IllegalArgumentException(name + ": " + view.shape() + "; expected " + rows + " x " + columns);
        }
    }

    /** A transfer between an array and a buffer of this backend. */
    public static void transfer(
            Backend self, DeviceBuffer buffer, ElementType type, long offset, int arrayLength, int from, int length) {
        usable(self, "buffer", buffer, type);
        if (length < 0 || offset < 0 || offset > buffer.length() - length) {
            throw new IllegalArgumentException(
                    "transfer: " + length + " elements at " + offset + " of a buffer of " + buffer.length());
        }
        if (from < 0 || from > arrayLength - length) {
            throw new IllegalArgumentException(
                    "transfer: " + length + " elements at " + from + " of an array of " + arrayLength);
        }
    }

    /** {@link Backend#axpby}. */
    public static void axpby(Backend self, View x, View y) {
        real(self, "x", x);
        real(self, "y", y);
        shape("x", x, y.rows(), y.columns());
        same("x", x, "y", y);
    }

    /** {@link Backend#gemm}. */
    public static void gemm(Backend self, GemmSpec spec, View a, View b, @Nullable View bias, View c) {
        real(self, "a", a);
        real(self, "b", b);
        real(self, "c", c);
        int k = spec.transposeA() ? a.rows() : a.columns();
        shape("a", a, spec.transposeA() ? k : c.rows(), spec.transposeA() ? c.rows() : k);
        shape("b", b, spec.transposeB() ? c.columns() : k, spec.transposeB() ? k : c.columns());
        if ((bias == null) != (spec.epilogue() == Epilogue.NONE)) {
            throw new IllegalArgumentException(
                    "bias: " + (bias == null ? "absent" : "given") + " with epilogue " + spec.epilogue());
        }
        if (bias != null) {
            real(self, "bias", bias);
            shape("bias", bias, 1, c.columns());
            distinct("bias", bias, "c", c);
        }
        distinct("a", a, "c", c);
        distinct("b", b, "c", c);
    }

    /** {@link Backend#columnSum}. */
    public static void columnSum(Backend self, View x, View out) {
        real(self, "x", x);
        real(self, "out", out);
        shape("out", out, 1, x.columns());
        distinct("x", x, "out", out);
    }

    /** {@link Backend#activationBackward}. */
    public static void activationBackward(Backend self, View y, View dy, View dx) {
        real(self, "y", y);
        real(self, "dy", dy);
        real(self, "dx", dx);
        shape("dy", dy, y.rows(), y.columns());
        shape("dx", dx, y.rows(), y.columns());
        same("dy", dy, "dx", dx);
        same("y", y, "dx", dx);
    }

    /** {@link Backend#sumOfSquares}. */
    public static void sumOfSquares(Backend self, View x, View out) {
        real(self, "x", x);
        real(self, "out", out);
        shape("out", out, 1, 1);
        distinct("x", x, "out", out);
    }

    /** {@link Backend#embeddingForward}. */
    public static void embeddingForward(Backend self, View table, View ids, View out) {
        real(self, "table", table);
        ints(self, "ids", ids);
        real(self, "out", out);
        shape("ids", ids, out.rows(), 1);
        shape("out", out, ids.rows(), table.columns());
        distinct("table", table, "out", out);
    }

    /** {@link Backend#embeddingBackward}. */
    public static void embeddingBackward(Backend self, View ids, View dOut, View dTable) {
        ints(self, "ids", ids);
        real(self, "dOut", dOut);
        real(self, "dTable", dTable);
        shape("ids", ids, dOut.rows(), 1);
        shape("dOut", dOut, ids.rows(), dTable.columns());
        distinct("dOut", dOut, "dTable", dTable);
    }

    /** {@link Backend#dropout}. */
    public static void dropout(Backend self, View step, View x, View y) {
        real(self, "step", step);
        shape("step", step, 1, 2);
        real(self, "x", x);
        real(self, "y", y);
        shape("y", y, x.rows(), x.columns());
        same("x", x, "y", y);
    }

    /** {@link Backend#softmaxCrossEntropy}. */
    public static void softmaxCrossEntropy(
            Backend self, View logits, View targets, LossState state, @Nullable View dLogits) {
        real(self, "logits", logits);
        ints(self, "targets", targets);
        shape("targets", targets, logits.rows(), 1);
        loss(self, logits, state);
        if (dLogits != null) {
            real(self, "dLogits", dLogits);
            shape("dLogits", dLogits, logits.rows(), logits.columns());
            same("logits", logits, "dLogits", dLogits);
        }
    }

    /** {@link Backend#meanSquaredError}. */
    public static void meanSquaredError(
            Backend self,
            View prediction,
            View target,
            @Nullable View counted,
            LossState state,
            @Nullable View dPrediction) {
        real(self, "prediction", prediction);
        real(self, "target", target);
        shape("target", target, prediction.rows(), prediction.columns());
        loss(self, prediction, state);
        if (counted != null) {
            ints(self, "counted", counted);
            shape("counted", counted, prediction.rows(), 1);
        }
        if (dPrediction != null) {
            real(self, "dPrediction", dPrediction);
            shape("dPrediction", dPrediction, prediction.rows(), prediction.columns());
            same("prediction", prediction, "dPrediction", dPrediction);
            distinct("target", target, "dPrediction", dPrediction);
        }
    }

    private static void loss(Backend self, View rows, LossState state) {
        real(self, "factor", state.factor());
        shape("factor", state.factor(), 1, 1);
        real(self, "rowLosses", state.rowLosses());
        shape("rowLosses", state.rowLosses(), rows.rows(), 1);
        real(self, "result", state.result());
        shape("result", state.result(), 1, 2);
    }

    /** {@link Backend#adamStep} ({@code adam}) and {@link Backend#sgdStep}. */
    public static void optimizer(Backend self, OptimizerState state, View scalars, boolean adam) {
        View parameters = state.parameters();
        real(self, "parameters", parameters);
        real(self, "gradients", state.gradients());
        shape("gradients", state.gradients(), parameters.rows(), parameters.columns());
        real(self, "m", state.m());
        shape("m", state.m(), parameters.rows(), parameters.columns());
        if (adam != (state.v() != null)) {
            throw new IllegalArgumentException("v: " + (adam ? "absent; Adam needs it" : "given; SGD has none"));
        }
        if (state.v() != null) {
            real(self, "v", state.v());
            shape("v", state.v(), parameters.rows(), parameters.columns());
        }
        real(self, "scalars", scalars);
        shape("scalars", scalars, 1, StepScalars.LENGTH);
        separate(state);
    }

    private static void separate(OptimizerState state) {
        distinct("gradients", state.gradients(), "parameters", state.parameters());
        distinct("m", state.m(), "parameters", state.parameters());
        distinct("m", state.m(), "gradients", state.gradients());
        if (state.v() != null) {
            distinct("v", state.v(), "parameters", state.parameters());
            distinct("v", state.v(), "gradients", state.gradients());
            distinct("v", state.v(), "m", state.m());
        }
    }

    /** Two views that must not share an element; strided views of one buffer may interleave. */
    static void distinct(String nameA, View a, String nameB, View b) {
        if (overlap(a, b)) {
            throw new IllegalArgumentException(nameA + " and " + nameB + " overlap; expected separate memory");
        }
    }

    /** Two views that are either the very same elements or share none. */
    private static void same(String nameA, View a, String nameB, View b) {
        if (!a.equals(b) && overlap(a, b)) {
            throw new IllegalArgumentException(nameA + " and " + nameB + " overlap without being the same view");
        }
    }

    private static boolean overlap(View a, View b) {
        if (a.buffer() != b.buffer()
                || a.size() == 0
                || b.size() == 0
                || end(a) <= b.offset()
                || end(b) <= a.offset()) {
            return false;
        }
        if (a.rowStride() != b.rowStride() || a.rowStride() == 0) {
            return true;
        }
        // Same stride: column bands of one matrix, which are separate when their columns are.
        int columnA = (int) (a.offset() % a.rowStride());
        int columnB = (int) (b.offset() % b.rowStride());
        boolean bands = columnA + a.columns() <= a.rowStride() && columnB + b.columns() <= b.rowStride();
        return !bands || columnA < columnB + b.columns() && columnB < columnA + a.columns();
    }

    private static long end(View view) {
        return view.offset() + (view.rows() - 1L) * view.rowStride() + view.columns();
    }
}
