package dev.unroll.conformance;

import dev.unroll.backend.Activation;
import dev.unroll.backend.AdamSpec;
import dev.unroll.backend.Backend;
import dev.unroll.backend.Device;
import dev.unroll.backend.DeviceBuffer;
import dev.unroll.backend.DropoutSpec;
import dev.unroll.backend.ElementType;
import dev.unroll.backend.GateGradients;
import dev.unroll.backend.GateStep;
import dev.unroll.backend.GemmSpec;
import dev.unroll.backend.LossState;
import dev.unroll.backend.OptimizerState;
import dev.unroll.backend.ProductPrecision;
import dev.unroll.backend.RecurrentGradients;
import dev.unroll.backend.RecurrentSpec;
import dev.unroll.backend.RecurrentState;
import dev.unroll.backend.RecurrentWeights;
import dev.unroll.backend.SgdSpec;
import dev.unroll.backend.View;
import org.jspecify.annotations.Nullable;

/**
 * Passes every call on to another backend; a subclass overrides what it wants to count, watch or break. Buffers belong to the backend
 * beneath: {@link DeviceBuffer#owner} is {@link #delegate}, so both may use them.
 * Recorded work goes there too, where it may be replayed past the subclass: one that must see every call overrides {@link #record} to run the work.
 */
public abstract class ForwardingBackend implements Backend {
    private final Backend delegate;

    /** Wraps a backend, which {@link #close} closes. */
    protected ForwardingBackend(Backend delegate) {
        this.delegate = delegate;
    }

    /** The backend beneath. */
    protected final Backend delegate() {
        return delegate;
    }

    @Override
    public String name() {
        return delegate.name();
    }

    @Override
    public Device device() {
        return delegate.device();
    }

    @Override
    public DeviceBuffer allocate(ElementType type, long length) {
        return delegate.allocate(type, length);
    }

    @Override
    public void upload(DeviceBuffer target, long offset, float[] source, int from, int length) {
        delegate.upload(target, offset, source, from, length);
    }

    @Override
    public void upload(DeviceBuffer target, long offset, double[] source, int from, int length) {
        delegate.upload(target, offset, source, from, length);
    }

    @Override
    public void upload(DeviceBuffer target, long offset, int[] source, int from, int length) {
        delegate.upload(target, offset, source, from, length);
    }

    @Override
    public void download(DeviceBuffer source, long offset, float[] target, int from, int length) {
        delegate.download(source, offset, target, from, length);
    }

    @Override
    public void download(DeviceBuffer source, long offset, double[] target, int from, int length) {
        delegate.download(source, offset, target, from, length);
    }

    @Override
    public void download(DeviceBuffer source, long offset, int[] target, int from, int length) {
        delegate.download(source, offset, target, from, length);
    }

    @Override
    public void fill(View target, double value) {
        delegate.fill(target, value);
    }

    @Override
    public void axpby(double alpha, View x, double beta, View y) {
        delegate.axpby(alpha, x, beta, y);
    }

    @Override
    public void gemm(GemmSpec spec, View a, View b, @Nullable View bias, View c) {
        delegate.gemm(spec, a, b, bias, c);
    }

    @Override
    public void columnSum(View x, View out) {
        delegate.columnSum(x, out);
    }

    @Override
    public void activationBackward(Activation activation, View y, View dy, View dx) {
        delegate.activationBackward(activation, y, dy, dx);
    }

    @Override
    public void sumOfSquares(View x, View out) {
        delegate.sumOfSquares(x, out);
    }

    @Override
    public void gatesForward(RecurrentSpec spec, int step, View biasHidden, @Nullable View lengths, GateStep operands) {
        delegate.gatesForward(spec, step, biasHidden, lengths, operands);
    }

    @Override
    public void gatesBackward(
            RecurrentSpec spec, int step, @Nullable View lengths, GateStep operands, GateGradients gradients) {
        delegate.gatesBackward(spec, step, lengths, operands, gradients);
    }

    @Override
    public void recurrentForward(
            RecurrentSpec spec, RecurrentWeights weights, RecurrentState state, @Nullable View reserve, View scratch) {
        delegate.recurrentForward(spec, weights, state, reserve, scratch);
    }

    @Override
    public void recurrentBackward(
            RecurrentSpec spec,
            RecurrentWeights weights,
            RecurrentState state,
            RecurrentGradients gradients,
            View reserve,
            View scratch) {
        delegate.recurrentBackward(spec, weights, state, gradients, reserve, scratch);
    }

    @Override
    public long reserveSize(RecurrentSpec spec) {
        return delegate.reserveSize(spec);
    }

    @Override
    public long scratchSize(RecurrentSpec spec) {
        return delegate.scratchSize(spec);
    }

    @Override
    public boolean supports(RecurrentSpec spec) {
        return delegate.supports(spec);
    }

    @Override
    public ProductPrecision productPrecision() {
        return delegate.productPrecision();
    }

    @Override
    public String implementationName(RecurrentSpec spec) {
        return delegate.implementationName(spec);
    }

    @Override
    public void embeddingForward(View table, View ids, View out) {
        delegate.embeddingForward(table, ids, out);
    }

    @Override
    public void embeddingBackward(View ids, View dOut, View dTable) {
        delegate.embeddingBackward(ids, dOut, dTable);
    }

    @Override
    public void dropout(DropoutSpec spec, View step, View x, View y) {
        delegate.dropout(spec, step, x, y);
    }

    @Override
    public void softmaxCrossEntropy(View logits, View targets, LossState state, @Nullable View dLogits) {
        delegate.softmaxCrossEntropy(logits, targets, state, dLogits);
    }

    @Override
    public void meanSquaredError(
            View prediction, View target, @Nullable View counted, LossState state, @Nullable View dPrediction) {
        delegate.meanSquaredError(prediction, target, counted, state, dPrediction);
    }

    @Override
    public void linearSoftmaxCrossEntropy(View x, View weight, View bias, View targets, LossState state, View dLogits) {
        delegate.linearSoftmaxCrossEntropy(x, weight, bias, targets, state, dLogits);
    }

    @Override
    public void adamStep(AdamSpec spec, OptimizerState state, View scalars) {
        delegate.adamStep(spec, state, scalars);
    }

    @Override
    public void sgdStep(SgdSpec spec, OptimizerState state, View scalars) {
        delegate.sgdStep(spec, state, scalars);
    }

    @Override
    public void record(Object key, Runnable work) {
        delegate.record(key, work);
    }

    @Override
    public void synchronize() {
        delegate.synchronize();
    }

    @Override
    public void close() {
        delegate.close();
    }
}
