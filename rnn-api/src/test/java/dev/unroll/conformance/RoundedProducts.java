package dev.unroll.conformance;

import dev.unroll.backend.Backend;
import dev.unroll.backend.DeviceBuffer;
import dev.unroll.backend.ElementType;
import dev.unroll.backend.Epilogue;
import dev.unroll.backend.GemmSpec;
import dev.unroll.backend.LossState;
import dev.unroll.backend.ProductPrecision;
import dev.unroll.backend.RecurrentGradients;
import dev.unroll.backend.RecurrentSpec;
import dev.unroll.backend.RecurrentState;
import dev.unroll.backend.RecurrentWeights;
import dev.unroll.backend.StepwiseRecurrence;
import dev.unroll.backend.View;
import org.jspecify.annotations.Nullable;

/** The reference with the operands of every product rounded to some bits, and with whatever it says of that. */
final class RoundedProducts extends ForwardingBackend {
    private final int bits;
    private final ProductPrecision said;

    /**
     * Wraps a backend that stores doubles.
     *
     * @param bits behind the point; TF32 has 10
     */
    RoundedProducts(Backend reference, int bits, ProductPrecision said) {
        super(reference);
        this.bits = bits;
        this.said = said;
    }

    @Override
    public ProductPrecision productPrecision() {
        return said;
    }

    @Override
    public void gemm(GemmSpec spec, View a, View b, @Nullable View bias, View c) {
        try (DeviceBuffer left = rounded(a);
                DeviceBuffer right = rounded(b)) {
            delegate().gemm(spec, left.view(0, a.rows(), a.columns()), right.view(0, b.rows(), b.columns()), bias, c);
        }
    }

    private DeviceBuffer rounded(View view) {
        DeviceBuffer buffer = allocate(ElementType.REAL, view.size());
        double[] row = new double[view.columns()];
        for (int r = 0; r < view.rows(); r++) {
            download(view.buffer(), view.offset() + (long) r * view.rowStride(), row, 0, row.length);
            for (int i = 0; i < row.length; i++) {
                row[i] = rounded(row[i]);
            }
            upload(buffer, (long) r * row.length, row, 0, row.length);
        }
        return buffer;
    }

    private double rounded(double x) {
        double unit = Math.scalb(1.0, Math.getExponent(x) - bits);
        return Double.isFinite(x) && unit > 0 ? Math.rint(x / unit) * unit : x;
    }

    @Override
    public void linearSoftmaxCrossEntropy(View x, View weight, View bias, View targets, LossState state, View dLogits) {
        gemm(GemmSpec.NT.with(Epilogue.BIAS), x, weight, bias, dLogits);
        softmaxCrossEntropy(dLogits, targets, state, dLogits);
    }

    @Override
    public void recurrentForward(
            RecurrentSpec spec, RecurrentWeights weights, RecurrentState state, @Nullable View reserve, View scratch) {
        StepwiseRecurrence.forward(this, spec, weights, state, reserve, scratch);
    }

    @Override
    public void recurrentBackward(
            RecurrentSpec spec,
            RecurrentWeights weights,
            RecurrentState state,
            RecurrentGradients gradients,
            View reserve,
            View scratch) {
        StepwiseRecurrence.backward(this, spec, weights, state, gradients, reserve, scratch);
    }

    @Override
    public long reserveSize(RecurrentSpec spec) {
        return StepwiseRecurrence.reserveSize(spec);
    }

    @Override
    public long scratchSize(RecurrentSpec spec) {
        return StepwiseRecurrence.scratchSize(spec);
    }
}
