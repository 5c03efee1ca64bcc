package dev.unroll.cpu;

import static dev.unroll.cpu.VectorKernels.SPECIES;
import static dev.unroll.cpu.VectorMath.all;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** {@link UpdateKernel} over the Vector API. */
final class VectorUpdates implements UpdateKernel {
    private static final int WIDTH = SPECIES.length();

    private final ScalarUpdates rest = new ScalarUpdates();

    @Override
    public void adam(Adam k, UpdateRow row, int first, int end) {
        int i = first;
        for (; i <= end - WIDTH; i += WIDTH) {
            FloatVector gradient = load(row.gradients, row.gradientsAt + i).mul(k.clip);
            FloatVector decayed = load(row.m, row.mAt + i).mul(k.beta1);
            FloatVector m = VectorMath.flush(gradient.fma(all(k.rest1), decayed));
            FloatVector base =
                    gradient.blend(0f, gradient.abs().compare(VectorOperators.LT, ScalarMath.SQUARE_UNDERFLOWS));
            FloatVector v =
                    base.mul(base).fma(all(k.rest2), load(row.v, row.vAt + i).mul(k.beta2));
            v = v.blend(0f, v.compare(VectorOperators.LT, ScalarMath.TINY_SQUARE));
            m.intoArray(row.m, row.mAt + i);
            v.intoArray(row.v, row.vAt + i);
            FloatVector root = v.mul(k.correction).sqrt().add(k.epsilon);
            int at = row.parametersAt + i;
            FloatVector old = load(row.parameters, at);
            FloatVector kept = old.fma(all(-k.decay), old);
            m.div(root).fma(all(-k.step), kept).intoArray(row.parameters, at);
        }
        rest.adam(k, row, i, end);
    }

    @Override
    public void sgd(Sgd k, UpdateRow row, int first, int end) {
        int i = first;
        for (; i <= end - WIDTH; i += WIDTH) {
            FloatVector gradient = load(row.gradients, row.gradientsAt + i).mul(k.clip);
            FloatVector buffer = VectorMath.flush(load(row.m, row.mAt + i).fma(all(k.momentum), gradient));
            buffer.intoArray(row.m, row.mAt + i);
            int at = row.parametersAt + i;
            FloatVector old = load(row.parameters, at);
            FloatVector kept = old.fma(all(-k.decay), old);
            buffer.fma(all(-k.rate), kept).intoArray(row.parameters, at);
        }
        rest.sgd(k, row, i, end);
    }

    private static FloatVector load(float[] x, int at) {
        return FloatVector.fromArray(SPECIES, x, at);
    }
}
