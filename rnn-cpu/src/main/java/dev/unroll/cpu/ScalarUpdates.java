package dev.unroll.cpu;

/** {@link UpdateKernel} in plain Java. */
final class ScalarUpdates implements UpdateKernel {
    @Override
    public void adam(Adam k, Run run, int first, int end) {
        for (int i = first; i < end; i++) {
            float gradient = run.gradients()[run.gradientsAt() + i] * k.clip();
            float m = ScalarMath.flush(Math.fma(k.rest1(), gradient, k.beta1() * run.m()[run.mAt() + i]));
            float base = Math.abs(gradient) < ScalarMath.SQUARE_UNDERFLOWS ? 0 : gradient;
            float v = Math.fma(k.rest2(), base * base, k.beta2() * run.v()[run.vAt() + i]);
            v = v < ScalarMath.TINY_SQUARE ? 0 : v;
            run.m()[run.mAt() + i] = m;
            run.v()[run.vAt() + i] = v;
            float root = (float) Math.sqrt(v * k.correction()) + k.epsilon();
            int at = run.parametersAt() + i;
            float kept = Math.fma(-k.decay(), run.parameters()[at], run.parameters()[at]);
            run.parameters()[at] = Math.fma(-k.step(), m / root, kept);
        }
    }

    @Override
    public void sgd(Sgd k, Run run, int first, int end) {
        for (int i = first; i < end; i++) {
            float gradient = run.gradients()[run.gradientsAt() + i] * k.clip();
            float buffer = ScalarMath.flush(Math.fma(k.momentum(), run.m()[run.mAt() + i], gradient));
            run.m()[run.mAt() + i] = buffer;
            int at = run.parametersAt() + i;
            float kept = Math.fma(-k.decay(), run.parameters()[at], run.parameters()[at]);
            run.parameters()[at] = Math.fma(-k.rate(), buffer, kept);
        }
    }
}
