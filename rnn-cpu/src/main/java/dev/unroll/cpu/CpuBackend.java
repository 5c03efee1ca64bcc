package dev.unroll.cpu;

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
import dev.unroll.backend.RecurrentGradients;
import dev.unroll.backend.RecurrentSpec;
import dev.unroll.backend.RecurrentState;
import dev.unroll.backend.RecurrentWeights;
import dev.unroll.backend.SgdSpec;
import dev.unroll.backend.View;
import org.jspecify.annotations.Nullable;

/**
 * Kernels on the processor, over float arrays. Calls are done when they return. The answers are the same bits for any number of threads,
 * and with or without the Vector API.
 */
final class CpuBackend implements Backend {
    private final Device device;
    private final KernelSet kernels;
    private final WorkerPool pool;
    private final Gemm gemm;
    private final Gates gates;
    private final Elementwise elementwise;
    private final Reductions reductions;
    private final Losses losses;
    private final Optimizers optimizers;
    private final RowRecurrence recurrence;
    private final Recordings calls = new Recordings();
    private volatile boolean closed;

    CpuBackend(Device device, KernelSet kernels, int threads) {
        this.device = device;
        this.kernels = kernels;
        this.pool = new WorkerPool(threads, device.name());
        this.gemm = new Gemm(kernels, pool);
        this.gates = new Gates(kernels, pool);
        this.elementwise = new Elementwise(kernels, pool);
        this.reductions = new Reductions(kernels, pool);
        this.losses = new Losses(kernels, pool);
        this.optimizers = new Optimizers(kernels, pool);
        this.recurrence = new RowRecurrence(kernels, pool, gemm, gates, reductions);
    }

    @Override
    public String name() {
        return "cpu";
    }

    @Override
    public Device device() {
        return device;
    }

    @Override
    public String implementationName(RecurrentSpec spec) {
        return "cpu " + recurrence.cutName(spec) + ", " + kernels.name();
    }

    @Override
    public DeviceBuffer allocate(ElementType type, long length) {
        checkOpen("allocate");
        return new CpuBuffer(this, type, length);
    }

    @Override
    public void upload(DeviceBuffer target, long offset, float[] source, int from, int length) {
        transfer(target, ElementType.REAL, offset, source.length, from, length);
        System.arraycopy(source, from, floats(target), (int) offset, length);
        ((CpuBuffer) target).changed();
    }

    @Override
    public void upload(DeviceBuffer target, long offset, double[] source, int from, int length) {
        transfer(target, ElementType.REAL, offset, source.length, from, length);
        float[] to = floats(target);
        for (int i = 0; i < length; i++) {
            to[(int) offset + i] = (float) source[from + i];
        }
        ((CpuBuffer) target).changed();
    }

    @Override
    public void upload(DeviceBuffer target, long offset, int[] source, int from, int length) {
        transfer(target, ElementType.INT32, offset, source.length, from, length);
        System.arraycopy(source, from, ((CpuBuffer) target).ints(), (int) offset, length);
        ((CpuBuffer) target).changed();
    }

    @Override
    public void download(DeviceBuffer source, long offset, float[] target, int from, int length) {
        transfer(source, ElementType.REAL, offset, target.length, from, length);
        System.arraycopy(floats(source), (int) offset, target, from, length);
    }

    @Override
    public void download(DeviceBuffer source, long offset, double[] target, int from, int length) {
        transfer(source, ElementType.REAL, offset, target.length, from, length);
        float[] values = floats(source);
        for (int i = 0; i < length; i++) {
            target[from + i] = values[(int) offset + i];
        }
    }

    @Override
    public void download(DeviceBuffer source, long offset, int[] target, int from, int length) {
        transfer(source, ElementType.INT32, offset, target.length, from, length);
        System.arraycopy(((CpuBuffer) source).ints(), (int) offset, target, from, length);
    }

    @Override
    public void fill(View target, double value) {
        if (target.type() == ElementType.REAL) {
            Contract.real(this, "target", target);
            calls.run(elementwise.fill(target, (float) value), Operands.of(), target);
        } else {
            Contract.ints(this, "target", target);
            calls.run(Elementwise.fill(target, (int) value), Operands.of(), target);
        }
    }

    @Override
    public void axpby(double alpha, View x, double beta, View y) {
        Contract.axpby(this, x, y);
        calls.run(elementwise.axpby(alpha, x, beta, y), Operands.of(x), y);
    }

    @Override
    public void gemm(GemmSpec spec, View a, View b, @Nullable View bias, View c) {
        Contract.gemm(this, spec, a, b, bias, c);
        calls.run(gemm.multiply(spec, a, b, bias, c), Operands.of(a, b, bias), c);
    }

    @Override
    public void columnSum(View x, View out) {
        Contract.columnSum(this, x, out);
        calls.run(reductions.columnSum(x, out), Operands.of(x), out);
    }

    @Override
    public void activationBackward(Activation activation, View y, View dy, View dx) {
        Contract.activationBackward(this, y, dy, dx);
        calls.run(elementwise.activationBackward(activation, y, dy, dx), Operands.of(y, dy), dx);
    }

    @Override
    public void sumOfSquares(View x, View out) {
        Contract.sumOfSquares(this, x, out);
        calls.run(reductions.sumOfSquares(x, out), Operands.of(x), out);
    }

    @Override
    public void gatesForward(RecurrentSpec spec, int step, View biasHidden, @Nullable View lengths, GateStep operands) {
        RecurrentContract.gatesForward(this, spec, step, biasHidden, lengths, operands);
        calls.run(
                gates.forward(spec, step, biasHidden, lengths, operands),
                Operands.of(biasHidden, lengths),
                Operands.of(operands));
    }

    @Override
    public void gatesBackward(
            RecurrentSpec spec, int step, @Nullable View lengths, GateStep operands, GateGradients gradients) {
        RecurrentContract.gatesBackward(this, spec, step, lengths, operands, gradients);
        calls.run(
                gates.backward(spec, step, lengths, operands, gradients),
                Operands.of(lengths),
                Operands.of(operands, gradients));
    }

    @Override
    public void recurrentForward(
            RecurrentSpec spec, RecurrentWeights weights, RecurrentState state, @Nullable View reserve, View scratch) {
        Contract.real(this, "h", state.h());
        RecurrentContract.forward(spec, weights, state, reserve, scratch);
        calls.run(
                recurrence.forward(spec, weights, state, reserve, scratch),
                Operands.of(weights),
                Operands.of(state, reserve, scratch));
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
        calls.run(
                recurrence.backward(spec, weights, state, gradients, reserve, scratch),
                Operands.of(weights),
                Operands.of(state, gradients, reserve, scratch));
    }

    @Override
    public long reserveSize(RecurrentSpec spec) {
        return RecurrentMemory.reserveSize(spec);
    }

    @Override
    public long scratchSize(RecurrentSpec spec) {
        return RecurrentMemory.scratchSize(spec);
    }

    @Override
    public void embeddingForward(View table, View ids, View out) {
        Contract.embeddingForward(this, table, ids, out);
        calls.run(elementwise.gather(table, ids, out), Operands.of(table, ids), out);
    }

    @Override
    public void embeddingBackward(View ids, View dOut, View dTable) {
        Contract.embeddingBackward(this, ids, dOut, dTable);
        calls.run(reductions.scatter(ids, dOut, dTable), Operands.of(ids, dOut), dTable);
    }

    @Override
    public void dropout(DropoutSpec spec, View step, View x, View y) {
        Contract.dropout(this, step, x, y);
        calls.run(elementwise.dropout(spec, step, x, y), Operands.of(step, x), y);
    }

    @Override
    public void softmaxCrossEntropy(View logits, View targets, LossState state, @Nullable View dLogits) {
        Contract.softmaxCrossEntropy(this, logits, targets, state, dLogits);
        calls.run(
                losses.softmaxCrossEntropy(logits, targets, state, dLogits),
                Operands.of(logits, targets),
                Operands.of(state, dLogits));
    }

    @Override
    public void meanSquaredError(
            View prediction, View target, @Nullable View counted, LossState state, @Nullable View dPrediction) {
        Contract.meanSquaredError(this, prediction, target, counted, state, dPrediction);
        calls.run(
                losses.meanSquaredError(prediction, target, counted, state, dPrediction),
                Operands.of(prediction, target, counted),
                Operands.of(state, dPrediction));
    }

    @Override
    public void adamStep(AdamSpec spec, OptimizerState state, View scalars) {
        Contract.optimizer(this, state, scalars, true);
        calls.run(optimizers.adam(spec, state, scalars), Operands.of(), Operands.of(state, scalars));
    }

    @Override
    public void sgdStep(SgdSpec spec, OptimizerState state, View scalars) {
        Contract.optimizer(this, state, scalars, false);
        calls.run(optimizers.sgd(spec, state, scalars), Operands.of(), Operands.of(state, scalars));
    }

    @Override
    public void record(Object key, Runnable work) {
        calls.record(key, work);
    }

    /** Nothing to wait for: every call is done when it returns. */
    @Override
    public void synchronize() {
        checkOpen("synchronize");
        calls.notRepeatable();
    }

    @Override
    public void close() {
        closed = true;
        calls.clear();
        pool.close();
    }

    boolean isClosed() {
        return closed;
    }

    private void transfer(DeviceBuffer buffer, ElementType type, long offset, int arrayLength, int from, int length) {
        Contract.transfer(this, buffer, type, offset, arrayLength, from, length);
        pool.settle();
        calls.notRepeatable();
    }

    private void checkOpen(String what) {
        if (closed) {
            throw new IllegalStateException(what + ": the backend is closed");
        }
    }

    private static float[] floats(DeviceBuffer buffer) {
        return ((CpuBuffer) buffer).floats();
    }
}
