package dev.unroll.reference;

import dev.unroll.backend.Activation;
import dev.unroll.backend.AdamSpec;
import dev.unroll.backend.Backend;
import dev.unroll.backend.Contract;
import dev.unroll.backend.Device;
import dev.unroll.backend.DeviceBuffer;
import dev.unroll.backend.DropoutSpec;
import dev.unroll.backend.ElementType;
import dev.unroll.backend.GateGradients;
import dev.unroll.backend.GateStep;
import dev.unroll.backend.GemmSpec;
import dev.unroll.backend.LossState;
import dev.unroll.backend.OptimizerState;
import dev.unroll.backend.RecurrentContract;
import dev.unroll.backend.RecurrentSpec;
import dev.unroll.backend.SgdSpec;
import dev.unroll.backend.View;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The oracle: scalar, in double precision, one thread, each kernel as its equation is written, nothing flushed. It uses
 * {@link StrictMath}, so it gives the same bits on every machine.
 */
public final class ReferenceBackend implements Backend {
    private final Device device = ReferenceProvider.device();
    private final Set<ReferenceBuffer> open = Collections.newSetFromMap(new IdentityHashMap<>());
    private boolean closed;

    /** Opens it; it needs nothing but the Java heap. */
    public ReferenceBackend() {}

    @Override
    public String name() {
        return ReferenceProvider.NAME;
    }

    @Override
    public Device device() {
        return device;
    }

    @Override
    public DeviceBuffer allocate(ElementType type, long length) {
        if (closed) {
            throw new IllegalStateException("allocate: the backend is closed");
        }
        ReferenceBuffer buffer = new ReferenceBuffer(this, type, length);
        open.add(buffer);
        return buffer;
    }

    @Override
    public void upload(DeviceBuffer target, long offset, float[] source, int from, int length) {
        ReferenceTransfers.upload(this, target, offset, source, from, length);
    }

    @Override
    public void upload(DeviceBuffer target, long offset, double[] source, int from, int length) {
        ReferenceTransfers.upload(this, target, offset, source, from, length);
    }

    @Override
    public void upload(DeviceBuffer target, long offset, int[] source, int from, int length) {
        ReferenceTransfers.upload(this, target, offset, source, from, length);
    }

    @Override
    public void download(DeviceBuffer source, long offset, float[] target, int from, int length) {
        ReferenceTransfers.download(this, source, offset, target, from, length);
    }

    @Override
    public void download(DeviceBuffer source, long offset, double[] target, int from, int length) {
        ReferenceTransfers.download(this, source, offset, target, from, length);
    }

    @Override
    public void download(DeviceBuffer source, long offset, int[] target, int from, int length) {
        ReferenceTransfers.download(this, source, offset, target, from, length);
    }

    @Override
    public void fill(View target, double value) {
        ReferenceTransfers.fill(this, target, value);
    }

    @Override
    public void axpby(double alpha, View x, double beta, View y) {
        Contract.axpby(this, x, y);
        ReferenceElementwise.axpby(alpha, Reals.of(x), beta, Reals.of(y));
    }

    @Override
    public void gemm(GemmSpec spec, View a, View b, @Nullable View bias, View c) {
        Contract.gemm(this, spec, a, b, bias, c);
        ReferenceGemm.gemm(spec, Reals.of(a), Reals.of(b), Reals.orAbsent(bias), Reals.of(c));
    }

    @Override
    public void columnSum(View x, View out) {
        Contract.columnSum(this, x, out);
        ReferenceElementwise.columnSum(Reals.of(x), Reals.of(out));
    }

    @Override
    public void activationBackward(Activation activation, View y, View dy, View dx) {
        Contract.activationBackward(this, y, dy, dx);
        ReferenceActivations.backward(activation, Reals.of(y), Reals.of(dy), Reals.of(dx));
    }

    @Override
    public void sumOfSquares(View x, View out) {
        Contract.sumOfSquares(this, x, out);
        ReferenceElementwise.sumOfSquares(Reals.of(x), Reals.of(out));
    }

    @Override
    public void gatesForward(RecurrentSpec spec, int step, View biasHidden, @Nullable View lengths, GateStep operands) {
        RecurrentContract.gatesForward(this, spec, step, biasHidden, lengths, operands);
        ReferenceGates.forward(spec, Reals.of(biasHidden), GateRows.of(step, lengths, operands));
    }

    @Override
    public void gatesBackward(
            RecurrentSpec spec, int step, @Nullable View lengths, GateStep operands, GateGradients gradients) {
        RecurrentContract.gatesBackward(this, spec, step, lengths, operands, gradients);
        ReferenceGates.backward(spec, GateRows.of(step, lengths, operands), gradients);
    }

    @Override
    public void embeddingForward(View table, View ids, View out) {
        Contract.embeddingForward(this, table, ids, out);
        ReferenceElementwise.embeddingForward(Reals.of(table), Ints.of(ids), Reals.of(out));
    }

    @Override
    public void embeddingBackward(View ids, View dOut, View dTable) {
        Contract.embeddingBackward(this, ids, dOut, dTable);
        ReferenceElementwise.embeddingBackward(Ints.of(ids), Reals.of(dOut), Reals.of(dTable));
    }

    @Override
    public void dropout(DropoutSpec spec, View step, View x, View y) {
        Contract.dropout(this, step, x, y);
        ReferenceElementwise.dropout(spec, Reals.of(step), Reals.of(x), Reals.of(y));
    }

    @Override
    public void softmaxCrossEntropy(View logits, View targets, LossState state, @Nullable View dLogits) {
        Contract.softmaxCrossEntropy(this, logits, targets, state, dLogits);
        ReferenceLosses.softmaxCrossEntropy(Reals.of(logits), Ints.of(targets), state, Reals.orAbsent(dLogits));
    }

    @Override
    public void meanSquaredError(
            View prediction, View target, @Nullable View counted, LossState state, @Nullable View dPrediction) {
        Contract.meanSquaredError(this, prediction, target, counted, state, dPrediction);
        ReferenceLosses.meanSquaredError(
                Reals.of(prediction), Reals.of(target), Ints.orNull(counted), state, Reals.orAbsent(dPrediction));
    }

    @Override
    public void adamStep(AdamSpec spec, OptimizerState state, View scalars) {
        Contract.optimizer(this, state, scalars, true);
        ReferenceOptimizers.adam(spec, state, Reals.of(scalars));
    }

    @Override
    public void sgdStep(SgdSpec spec, OptimizerState state, View scalars) {
        Contract.optimizer(this, state, scalars, false);
        ReferenceOptimizers.sgd(spec, state, Reals.of(scalars));
    }

    @Override
    public void synchronize() {
        if (closed) {
            throw new IllegalStateException("synchronize: the backend is closed");
        }
    }

    @Override
    public void close() {
        closed = true;
        List.copyOf(open).forEach(ReferenceBuffer::close);
    }

    void forget(ReferenceBuffer buffer) {
        open.remove(buffer);
    }
}
