package dev.unroll.cpu;

import dev.unroll.backend.Epilogue;

/** {@link RowKernel} in plain Java. */
final class ScalarRows implements RowKernel {
    @Override
    public void epilogue(Epilogue epilogue, float[] bias, int biasAt, float[] c, int cAt, int n) {
        switch (epilogue) {
            case NONE -> {}
            case BIAS -> add(bias, biasAt, c, cAt, n);
            case BIAS_TANH -> {
                for (int i = 0; i < n; i++) {
                    c[cAt + i] = ScalarMath.tanh(c[cAt + i] + bias[biasAt + i]);
                }
            }
            case BIAS_RELU -> {
                for (int i = 0; i < n; i++) {
                    c[cAt + i] = ScalarMath.relu(c[cAt + i] + bias[biasAt + i]);
                }
            }
        }
    }

    @Override
    public void axpby(float alpha, float[] x, int xAt, float beta, float[] y, int yAt, int n) {
        if (beta == 0) {
            for (int i = 0; i < n; i++) {
                y[yAt + i] = alpha * x[xAt + i];
            }
        } else {
            for (int i = 0; i < n; i++) {
                y[yAt + i] = Math.fma(alpha, x[xAt + i], beta * y[yAt + i]);
            }
        }
    }

    @Override
    public void tanhBackward(float[] y, int yAt, float[] dy, int dyAt, float[] dx, int dxAt, int n) {
        for (int i = 0; i < n; i++) {
            float value = y[yAt + i];
            dx[dxAt + i] = dy[dyAt + i] * Math.fma(-value, value, 1f);
        }
    }

    @Override
    public void reluBackward(float[] y, int yAt, float[] dy, int dyAt, float[] dx, int dxAt, int n) {
        for (int i = 0; i < n; i++) {
            dx[dxAt + i] = dy[dyAt + i] * ScalarMath.reluSlope(y[yAt + i]);
        }
    }

    @Override
    public void add(float[] x, int xAt, float[] sum, int sumAt, int n) {
        for (int i = 0; i < n; i++) {
            sum[sumAt + i] += x[xAt + i];
        }
    }

    @Override
    public float max(float[] x, int at, int n) {
        float max = x[at];
        for (int i = 1; i < n; i++) {
            max = Math.max(max, x[at + i]);
        }
        return max;
    }

    @Override
    public void exp(float[] x, int xAt, float shift, float[] y, int yAt, int n) {
        for (int i = 0; i < n; i++) {
            y[yAt + i] = ScalarMath.expOfNegated(shift - x[xAt + i]);
        }
    }

    @Override
    public void addToLanes(float[] x, int at, int n, float[] lanes) {
        for (int i = 0; i < n; i++) {
            lanes[i % LANES] += x[at + i];
        }
    }
}
