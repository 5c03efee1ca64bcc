package dev.unroll.cpu;

/**
 * Exponential, hyperbolic tangent and logistic function from additions, multiplications and fused multiply-adds alone: {@link VectorMath}
 * makes the very same steps, so both give the same bits, on any JVM and however warm the code is.
 *
 * <p>With n the nearest integer to y / ln 2 and r = y - n ln 2, {@code e^y = 2^n e^r}; the polynomial for {@code e^r - 1} is the one of
 * Moshier's Cephes ({@code expf}), good for |r| at most ln 2 / 2.
 */
final class ScalarMath {
    static final float LOG2_E = 1.44269504f;
    /** Upper part of ln 2, short enough that its product with n is exact. */
    static final float LN2_HIGH = 0.693359375f;

    static final float LN2_LOW = -2.12194440e-4f;
    /** 1.5 * 2^23: adding it rounds to an integer, which then stands in the low bits. */
    static final float ROUNDER = 12582912f;

    static final float C7 = 1.9875691500e-4f;
    static final float C6 = 1.3981999507e-3f;
    static final float C5 = 8.3334519073e-3f;
    static final float C4 = 4.1665795894e-2f;
    static final float C3 = 1.6666665459e-1f;
    static final float C2 = 5.0000001201e-1f;

    /** Below it the exponential would come near the subnormal numbers, and is 0. */
    static final float SMALLEST_EXPONENT = -87f;
    /** Where 1 - e^y has long been 1. */
    static final float SATURATED = -40f;
    /** Magnitudes below it are zero in state, reserve, gate gradients and first moments. */
    static final float TINY = 0x1p-100f;
    /** Magnitudes below it are zero in second moments. */
    static final float TINY_SQUARE = 0x1p-120f;
    /** Below it a square would be subnormal. */
    static final float SQUARE_UNDERFLOWS = 0x1p-63f;

    private ScalarMath() {}

    /** e^y for y at most 0, within 2 ulp; 0 below -87. */
    static float expOfNonPositive(float y) {
        float shifted = Math.fma(y, LOG2_E, ROUNDER);
        float n = shifted - ROUNDER;
        float r = Math.fma(n, -LN2_LOW, Math.fma(n, -LN2_HIGH, y));
        float scale = Float.intBitsToFloat((Float.floatToRawIntBits(shifted) + 127) << 23);
        float result = Math.fma(scale, expMinusOne(r), scale);
        return y < SMALLEST_EXPONENT ? 0 : result;
    }

    /** 1 / (1 + e^-x), within 3 ulp; 0 below -87. */
    static float sigmoid(float x) {
        float z = expOfNonPositive(-Math.abs(x));
        return (x >= 0 ? 1 : z) / (1 + z);
    }

    /** tanh x, within 3 ulp: with m = e^(-2|x|) - 1 it is |m| / (2 + m), under the sign of x. */
    static float tanh(float x) {
        float y = Math.abs(x) * -2;
        y = y < SATURATED ? SATURATED : y;
        float shifted = Math.fma(y, LOG2_E, ROUNDER);
        float n = shifted - ROUNDER;
        float r = Math.fma(n, -LN2_LOW, Math.fma(n, -LN2_HIGH, y));
        float scale = Float.intBitsToFloat((Float.floatToRawIntBits(shifted) + 127) << 23);
        float m = Math.fma(scale, expMinusOne(r), scale - 1);
        float magnitude = Math.abs(m) / (2 + m);
        int sign = Float.floatToRawIntBits(x) & Integer.MIN_VALUE;
        return Float.intBitsToFloat(Float.floatToRawIntBits(magnitude) | sign);
    }

    /** max(0, x), NaN kept. */
    static float relu(float x) {
        return x <= 0 ? 0 : x;
    }

    /** The derivative of {@link #relu} from its value: 1 where that is positive, else 0, NaN kept. */
    static float reluSlope(float y) {
        if (y <= 0) {
            return 0;
        }
        return y > 0 ? 1 : y;
    }

    /** 0 for what would lead to subnormal numbers, NaN kept. */
    static float flush(float x) {
        return Math.abs(x) < TINY ? 0 : x;
    }

    private static float expMinusOne(float r) {
        float p = Math.fma(C7, r, C6);
        p = Math.fma(p, r, C5);
        p = Math.fma(p, r, C4);
        p = Math.fma(p, r, C3);
        p = Math.fma(p, r, C2);
        return Math.fma(r * r, p, r);
    }
}
