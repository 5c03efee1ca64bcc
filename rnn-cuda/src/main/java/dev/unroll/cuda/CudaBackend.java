package dev.unroll.cuda;

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
import dev.unroll.backend.ProductPrecision;
import dev.unroll.backend.RecurrentContract;
import dev.unroll.backend.RecurrentGradients;
import dev.unroll.backend.RecurrentSpec;
import dev.unroll.backend.RecurrentState;
import dev.unroll.backend.RecurrentWeights;
import dev.unroll.backend.SgdSpec;
import dev.unroll.backend.View;
import dev.unroll.cuda.runtime.Session;
import org.jspecify.annotations.Nullable;

/** Kernels on a CUDA device, over one stream. Calls return before they are done; a download waits. */
final class CudaBackend implements Backend {
    private final Session session;
    private final CudaSettings.Products products;
    private final BufferTransfers transfers;
    private final Gemm gemm;
    private final Gates gates;
    private final Elementwise elementwise;
    private final Reductions reductions;
    private final Losses losses;
    private final Optimizers optimizers;
    private final Recurrences recurrences;
    private final Recordings recordings;

    /** Takes the session over: closing the backend closes it. */
    CudaBackend(Session session, CudaSettings settings) {
        this.session = session;
        this.products = settings.products();
        BuffersInUse inUse = new BuffersInUse();
        Kernels kernels = new Kernels(session, inUse);
        Workspace workspace = new Workspace(session);
        this.transfers = new BufferTransfers(session);
        this.gemm = new Gemm(kernels, workspace, products);
        this.gates = new Gates(kernels);
        this.elementwise = new Elementwise(kernels, workspace);
        this.reductions = new Reductions(kernels, workspace);
        this.losses = new Losses(kernels);
        this.optimizers = new Optimizers(kernels);
        SequenceProducts ofSequences = new SequenceProducts(gemm, reductions);
        SequenceRecurrence sequences = new SequenceRecurrence(kernels, workspace, ofSequences);
        StepRecurrence steps = new StepRecurrence(kernels, ofSequences);
        this.recurrences = new Recurrences(this, kernels, sequences, steps, settings);
        this.recordings = new Recordings(session, workspace, inUse);
    }

    @Override
    public String name() {
        return "cuda";
    }

    @Override
    public Device device() {
        return session.device().device();
    }

    @Override
    public String implementationName(RecurrentSpec spec) {
        return "cuda " + recurrences.name(spec) + ", " + recurrences.products(spec);
    }

    @Override
    public ProductPrecision productPrecision() {
        return products.precision;
    }

    /** The session, whose launches tests count. */
    Session session() {
        return session;
    }

    /** The products, whose plan tests choose. */
    Gemm products() {
        return gemm;
    }

    @Override
    public DeviceBuffer allocate(ElementType type, long length) {
        return transfers.allocate(this, type, length);
    }

    @Override
    public void upload(DeviceBuffer target, long offset, float[] source, int from, int length) {
        Contract.transfer(this, target, ElementType.REAL, offset, source.length, from, length);
        transfers.upload((CudaBuffer) target, offset, source, from, length);
    }

    @Override
    public void upload(DeviceBuffer target, long offset, double[] source, int from, int length) {
        Contract.transfer(this, target, ElementType.REAL, offset, source.length, from, length);
        transfers.upload((CudaBuffer) target, offset, source, from, length);
    }

    @Override
    public void upload(DeviceBuffer target, long offset, int[] source, int from, int length) {
        Contract.transfer(this, target, ElementType.INT32, offset, source.length, from, length);
        transfers.upload((CudaBuffer) target, offset, source, from, length);
    }

    @Override
    public void download(DeviceBuffer source, long offset, float[] target, int from, int length) {
        Contract.transfer(this, source, ElementType.REAL, offset, target.length, from, length);
        transfers.download((CudaBuffer) source, offset, target, from, length);
    }

    @Override
    public void download(DeviceBuffer source, long offset, double[] target, int from, int length) {
        Contract.transfer(this, source, ElementType.REAL, offset, target.length, from, length);
        transfers.download((CudaBuffer) source, offset, target, from, length);
    }

    @Override
    public void download(DeviceBuffer source, long offset, int[] target, int from, int length) {
        Contract.transfer(this, source, ElementType.INT32, offset, target.length, from, length);
        transfers.download((CudaBuffer) source, offset, target, from, length);
    }

    @Override
    public void fill(View target, double value) {
        if (target.type() == ElementType.REAL) {
            Contract.real(this, "target", target);
        } else {
            Contract.ints(this, "target", target);
        }
        elementwise.fill(target, value);
    }

    @Override
    public void axpby(double alpha, View x, double beta, View y) {
        Contract.axpby(this, x, y);
        elementwise.axpby(alpha, x, beta, y);
    }

    @Override
    public void gemm(GemmSpec spec, View a, View b, @Nullable View bias, View c) {
        Contract.gemm(this, spec, a, b, bias, c);
        gemm.multiply(spec, a, b, bias, c);
    }

    @Override
    public void columnSum(View x, View out) {
        Contract.columnSum(this, x, out);
        reductions.columnSum(x, out);
    }

    @Override
    public void activationBackward(Activation activation, View y, View dy, View dx) {
        Contract.activationBackward(this, y, dy, dx);
        elementwise.activationBackward(activation, y, dy, dx);
    }

    @Override
    public void sumOfSquares(View x, View out) {
        Contract.sumOfSquares(this, x, out);
        reductions.sumOfSquares(x, out);
    }

    @Override
    public void gatesForward(RecurrentSpec spec, int step, View biasHidden, @Nullable View lengths, GateStep operands) {
        RecurrentContract.gatesForward(this, spec, step, biasHidden, lengths, operands);
        gates.forward(spec, step, biasHidden, lengths, operands);
    }

    @Override
    public void gatesBackward(
            RecurrentSpec spec, int step, @Nullable View lengths, GateStep operands, GateGradients gradients) {
        RecurrentContract.gatesBackward(this, spec, step, lengths, operands, gradients);
        gates.backward(spec, step, lengths, operands, gradients);
    }

    @Override
    public void recurrentForward(
            RecurrentSpec spec, RecurrentWeights weights, RecurrentState state, @Nullable View reserve, View scratch) {
        Contract.real(this, "h", state.h());
        RecurrentContract.forward(spec, weights, state, reserve, scratch);
        recurrences.forward(spec, weights, state, reserve, scratch);
    }

    @Override
    public void recurrentBackward(
            RecurrentSpec spec,
            RecurrentWeights weights,
            RecurrentState state,
            RecurrentGradients gradients,
            View reserve,
            View scratch) {
        Contract.real(this, "h", state.h());
        Contract.real(this, "dw", gradients.weights().w());
        RecurrentContract.forward(spec, weights, state, reserve, scratch);
        RecurrentContract.backward(spec, gradients);
        recurrences.backward(spec, weights, state, gradients, reserve, scratch);
    }

    @Override
    public long reserveSize(RecurrentSpec spec) {
        return recurrences.reserveSize(spec);
    }

    @Override
    public long scratchSize(RecurrentSpec spec) {
        return recurrences.scratchSize(spec);
    }

    @Override
    public boolean supports(RecurrentSpec spec) {
        return recurrences.supports(spec);
    }

    @Override
    public void embeddingForward(View table, View ids, View out) {
        Contract.embeddingForward(this, table, ids, out);
        elementwise.gather(table, ids, out);
    }

    @Override
    public void embeddingBackward(View ids, View dOut, View dTable) {
        Contract.embeddingBackward(this, ids, dOut, dTable);
        elementwise.scatter(ids, dOut, dTable);
    }

    @Override
    public void dropout(DropoutSpec spec, View step, View x, View y) {
        Contract.dropout(this, step, x, y);
        elementwise.dropout(spec, step, x, y);
    }

    @Override
    public void softmaxCrossEntropy(View logits, View targets, LossState state, @Nullable View dLogits) {
        Contract.softmaxCrossEntropy(this, logits, targets, state, dLogits);
        losses.softmaxCrossEntropy(logits, targets, state, dLogits);
    }

    @Override
    public void meanSquaredError(
            View prediction, View target, @Nullable View counted, LossState state, @Nullable View dPrediction) {
        Contract.meanSquaredError(this, prediction, target, counted, state, dPrediction);
        losses.meanSquaredError(prediction, target, counted, state, dPrediction);
    }

    @Override
    public void adamStep(AdamSpec spec, OptimizerState state, View scalars) {
        Contract.optimizer(this, state, scalars, true);
        optimizers.adam(spec, state, scalars);
    }

    @Override
    public void sgdStep(SgdSpec spec, OptimizerState state, View scalars) {
        Contract.optimizer(this, state, scalars, false);
        optimizers.sgd(spec, state, scalars);
    }

    @Override
    public void record(Object key, Runnable work) {
        recordings.record(key, work);
    }

    @Override
    public void synchronize() {
        session.finish();
    }

    @Override
    public void close() {
        recordings.close();
        session.close();
    }
}
