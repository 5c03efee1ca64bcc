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
    public void adam(Adam k, Run run, int first, int end) {
        int i = first;
        for (; i <= end - WIDTH; i += WIDTH) {
            FloatVector gradient = load(run.gradients(), run.gradientsAt() + i).mul(k.clip());
            FloatVector decayed = load(run.m(), run.mAt() + i).mul(k.beta1());
            FloatVector m = VectorMath.flush(gradient.fma(all(k.rest1()), decayed));
            FloatVector base =
                    gradient.blend(0f, gradient.abs().compare(VectorOperators.LT, ScalarMath.SQUARE_UNDERFLOWS));
            FloatVector v = base.mul(base)
                    .fma(all(k.rest2()), load(run.v(), run.vAt() + i).mul(k.beta2()));
            v = v.blend(0f, v.compare(VectorOperators.LT, ScalarMath.TINY_SQUARE));
            m.intoArray(run.m(), run.mAt() + i);
            v.intoArray(run.v(), run.vAt() + i);
            FloatVector root = v.mul(k.correction()).sqrt().add(k.epsilon());
            int at = run.parametersAt() + i;
            FloatVector old = load(run.parameters(), at);
            FloatVector kept = old.fma(all(-k.decay()), old);
            m.div(root).fma(all(-k.step()), kept).intoArray(run.parameters(), at);
        }
        rest.adam(k, run, i, end);
    }

    @Override
    public void sgd(Sgd k, Run run, int first, int end) {
        int i = first;
        for (; i <= end - WIDTH; i += WIDTH) {
            FloatVector gradient = load(run.gradients(), run.gradientsAt() + i).mul(k.clip());
            FloatVector buffer = VectorMath.flush(load(run.m(), run.mAt() + i).fma(all(k.momentum()), gradient));
            buffer.intoArray(run.m(), run.mAt() + i);
            int at = run.parametersAt() + i;
            FloatVector old = load(run.parameters(), at);
            FloatVector kept = old.fma(all(-k.decay()), old);
            buffer.fma(all(-k.rate()), kept).intoArray(run.parameters(), at);
        }
        rest.sgd(k, run, i, end);
    }

    private static FloatVector load(float[] x, int at) {
        return FloatVector.fromArray(SPECIES, x, at);
    }
}
