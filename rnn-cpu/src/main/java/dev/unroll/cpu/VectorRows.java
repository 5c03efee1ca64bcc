package dev.unroll.cpu;

import static dev.unroll.cpu.VectorKernels.SPECIES;

import dev.unroll.backend.Epilogue;
import jdk.incubator.vector.FloatVector;

/** {@link RowKernel} over the Vector API; what is left behind the last full vector goes to {@link ScalarRows}. */
final class VectorRows implements RowKernel {
    private static final int WIDTH = SPECIES.length();

    private final ScalarRows rest = new ScalarRows();

    @Override
    public void epilogue(Epilogue epilogue, float[] bias, int biasAt, float[] c, int cAt, int n) {
        switch (epilogue) {
            case NONE -> {}
            case BIAS -> add(bias, biasAt, c, cAt, n);
            case BIAS_TANH -> {
                int i = 0;
                for (; i <= n - WIDTH; i += WIDTH) {
                    VectorMath.tanh(load(c, cAt + i).add(load(bias, biasAt + i)))
                            .intoArray(c, cAt + i);
                }
                rest.epilogue(epilogue, bias, biasAt + i, c, cAt + i, n - i);
            }
            case BIAS_RELU -> {
                int i = 0;
                for (; i <= n - WIDTH; i += WIDTH) {
                    VectorMath.relu(load(c, cAt + i).add(load(bias, biasAt + i)))
                            .intoArray(c, cAt + i);
                }
                rest.epilogue(epilogue, bias, biasAt + i, c, cAt + i, n - i);
            }
        }
    }

    @Override
    public void axpby(float alpha, float[] x, int xAt, float beta, float[] y, int yAt, int n) {
        FloatVector scale = VectorMath.all(alpha);
        int i = 0;
        if (beta == 0) {
            for (; i <= n - WIDTH; i += WIDTH) {
                load(x, xAt + i).mul(scale).intoArray(y, yAt + i);
            }
        } else {
            for (; i <= n - WIDTH; i += WIDTH) {
                load(x, xAt + i).fma(scale, load(y, yAt + i).mul(beta)).intoArray(y, yAt + i);
            }
        }
        rest.axpby(alpha, x, xAt + i, beta, y, yAt + i, n - i);
    }

    @Override
    public void tanhBackward(float[] y, int yAt, float[] dy, int dyAt, float[] dx, int dxAt, int n) {
        int i = 0;
        for (; i <= n - WIDTH; i += WIDTH) {
            FloatVector value = load(y, yAt + i);
            FloatVector slope = value.mul(-1f).fma(value, VectorMath.all(1f));
            load(dy, dyAt + i).mul(slope).intoArray(dx, dxAt + i);
        }
        rest.tanhBackward(y, yAt + i, dy, dyAt + i, dx, dxAt + i, n - i);
    }

    @Override
    public void reluBackward(float[] y, int yAt, float[] dy, int dyAt, float[] dx, int dxAt, int n) {
        int i = 0;
        for (; i <= n - WIDTH; i += WIDTH) {
            FloatVector slope = VectorMath.reluSlope(load(y, yAt + i));
            load(dy, dyAt + i).mul(slope).intoArray(dx, dxAt + i);
        }
        rest.reluBackward(y, yAt + i, dy, dyAt + i, dx, dxAt + i, n - i);
    }

    @Override
    public void add(float[] x, int xAt, float[] sum, int sumAt, int n) {
        int i = 0;
        for (; i <= n - WIDTH; i += WIDTH) {
            load(sum, sumAt + i).add(load(x, xAt + i)).intoArray(sum, sumAt + i);
        }
        rest.add(x, xAt + i, sum, sumAt + i, n - i);
    }

    /** Four rows at a time, so that a sum is loaded and stored once for four additions. */
    @Override
    public void addRows(float[] x, int xAt, int stride, int rows, float[] sum, int n) {
        int row = 0;
        int full = n - n % WIDTH;
        for (; row <= rows - 4; row += 4) {
            int at = xAt + row * stride;
            for (int i = 0; i < full; i += WIDTH) {
                FloatVector s = load(sum, i).add(load(x, at + i)).add(load(x, at + stride + i));
                s.add(load(x, at + 2 * stride + i))
                        .add(load(x, at + 3 * stride + i))
                        .intoArray(sum, i);
            }
            for (int r = 0; r < 4; r++) {
                rest.add(x, at + r * stride + full, sum, full, n - full);
            }
        }
        for (; row < rows; row++) {
            add(x, xAt + row * stride, sum, 0, n);
        }
    }

    @Override
    public float max(float[] x, int at, int n) {
        if (n < WIDTH) {
            return rest.max(x, at, n);
        }
        FloatVector max = load(x, at);
        for (int i = WIDTH; i <= n - WIDTH; i += WIDTH) {
            max = max.max(load(x, at + i));
        }
        max = max.max(load(x, at + n - WIDTH));
        float result = max.lane(0);
        for (int lane = 1; lane < WIDTH; lane++) {
            result = Math.max(result, max.lane(lane));
        }
        return result;
    }

    @Override
    public void exp(float[] x, int xAt, float shift, float[] y, int yAt, int n) {
        int i = 0;
        for (; i <= n - WIDTH; i += WIDTH) {
            VectorMath.expOfNegated(VectorMath.all(shift).sub(load(x, xAt + i))).intoArray(y, yAt + i);
        }
        rest.exp(x, xAt + i, shift, y, yAt + i, n - i);
    }

    @Override
    public void addToLanes(float[] x, int at, int n, float[] lanes) {
        int full = n - n % LANES;
        for (int lane = 0; lane < LANES; lane += WIDTH) {
            FloatVector sum = load(lanes, lane);
            for (int i = lane; i < full; i += LANES) {
                sum = sum.add(load(x, at + i));
            }
            sum.intoArray(lanes, lane);
        }
        rest.addToLanes(x, at + full, n - full, lanes);
    }

    private static FloatVector load(float[] x, int at) {
        return FloatVector.fromArray(SPECIES, x, at);
    }
}
