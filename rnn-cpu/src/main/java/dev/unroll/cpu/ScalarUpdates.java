package dev.unroll.cpu;

/** {@link UpdateKernel} in plain Java. */
final class ScalarUpdates implements UpdateKernel {
    @Override
    public void adam(Adam k, UpdateRow row, int first, int end) {
        for (int i = first; i < end; i++) {
            float gradient = row.gradients[row.gradientsAt + i] * k.clip;
            float m = ScalarMath.flush(Math.fma(k.rest1, gradient, k.beta1 * row.m[row.mAt + i]));
            float base = Math.abs(gradient) < ScalarMath.SQUARE_UNDERFLOWS ? 0 : gradient;
            float v = Math.fma(k.rest2, base * base, k.beta2 * row.v[row.vAt + i]);
            v = v < ScalarMath.TINY_SQUARE ? 0 : v;
            row.m[row.mAt + i] = m;
            row.v[row.vAt + i] = v;
            float root = (float) Math.sqrt(v * k.correction) + k.epsilon;
            int at = row.parametersAt + i;
            float kept = Math.fma(-k.decay, row.parameters[at], row.parameters[at]);
            row.parameters[at] = Math.fma(-k.step, m / root, kept);
        }
    }

    @Override
    public void sgd(Sgd k, UpdateRow row, int first, int end) {
        for (int i = first; i < end; i++) {
            float gradient = row.gradients[row.gradientsAt + i] * k.clip;
            float buffer = ScalarMath.flush(Math.fma(k.momentum, row.m[row.mAt + i], gradient));
            row.m[row.mAt + i] = buffer;
            int at = row.parametersAt + i;
            float kept = Math.fma(-k.decay, row.parameters[at], row.parameters[at]);
            row.parameters[at] = Math.fma(-k.rate, buffer, kept);
        }
    }
}
