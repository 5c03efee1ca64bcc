package dev.unroll.cpu;

/**
 * Exponential, hyperbolic tangent and logistic function from additions, multiplications and fused multiply-adds alone: {@link VectorMath}
 * makes the very same steps, so both give the same bits, on any JVM and however warm the code is.
 *
 * <p>With n the nearest integer to -a / ln 2 and r = a + n ln 2, {@code e^-a = 2^n e^-r} (Cody and Waite, Software Manual for the
 * Elementary Functions, chapter 6). All three want e^-a and differ in what they make of {@code 1 - e^-r = r - r^2 p(r)}, where p has degree 4
 * and is fitted for the least relative error of {@code e^-r} for |r| at most ln 2 / 2 by Remez's exchange; then its coefficients are rounded
 * to float one by one, the others fitted again, which leaves 3.2e-9.
 */
final class ScalarMath {
    static final float LOG2_E = 1.44269504f;
    /** Upper part of ln 2, short enough that its product with n is exact. */
    static final float LN2_HIGH = 0.693359375f;

    static final float LN2_LOW = -2.12194440e-4f;
    /** 1.5 * 2^23 + 127: adding it rounds to an integer n and leaves n + 127, the exponent of 2^n, in the low bits. */
    static final float ROUNDER = 12582912f + 127f;

    static final float C6 = -0x1.6ac74ep-10f;
    static final float C5 = 0x1.123dep-7f;
    static final float C4 = -0x1.555858p-5f;
    static final float C3 = 0x1.55548cp-3f;
    static final float C2 = -0x1.fffffcp-2f;

    /** Where e^-a comes near the subnormal numbers: beyond it, it is 0. */
    static final float LARGEST_EXPONENT = 87f;
    /** From here on 1 / (1 + e^-x) is 1. */
    static final float SIGMOID_IS_ONE = 20f;

    static final float SHIFTED_WHERE_SIGMOID_IS_ONE = shifted(SIGMOID_IS_ONE);
    /** The smallest x whose sigmoid is not below {@link #TINY}. */
    static final float SIGMOID_IS_TINY = -69.3147125f;
    /** Where 1 - e^-a has long been 1. */
    static final float SATURATED = 40f;

    static final float SHIFTED_WHERE_SATURATED = shifted(SATURATED);
    /** Magnitudes below it are zero in state, reserve, gate gradients and first moments. */
    static final float TINY = 0x1p-100f;
    /** Magnitudes below it are zero in second moments. */
    static final float TINY_SQUARE = 0x1p-120f;
    /** Below it a square would be subnormal. */
    static final float SQUARE_UNDERFLOWS = 0x1p-63f;

    private ScalarMath() {}

    /** e^-a for a at least 0, within 2 ulp; 0 above 87. */
    static float expOfNegated(float a) {
        float shifted = shifted(a);
        float result = powerOfTwo(shifted) * (1 - oneMinusExp(reduced(a, shifted)));
        return a > LARGEST_EXPONENT ? 0 : result;
    }

    /** 1 / (1 + e^-x), within 3 ulp; 0 where that is below {@link #TINY}. */
    static float sigmoid(float x) {
        float a = atMost(x, SIGMOID_IS_ONE);
        float shifted = atLeast(shifted(x), SHIFTED_WHERE_SIGMOID_IS_ONE);
        float exp = 1 - oneMinusExp(reduced(a, shifted));
        float result = 1 / Math.fma(powerOfTwo(shifted), exp, 1);
        return x < SIGMOID_IS_TINY ? 0 : result;
    }

    /** tanh x, within 3 ulp: with d = 1 - e^(-2|x|) it is d / (2 - d), under the sign of x. */
    static float tanh(float x) {
        float y = Math.abs(x + x);
        float a = atMost(y, SATURATED);
        float shifted = atLeast(shifted(y), SHIFTED_WHERE_SATURATED);
        float scale = powerOfTwo(shifted);
        float d = Math.fma(scale, oneMinusExp(reduced(a, shifted)), 1 - scale);
        float magnitude = d / (2 - d);
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

    /** {@link #ROUNDER} + n. */
    private static float shifted(float a) {
        return Math.fma(a, -LOG2_E, ROUNDER);
    }

    /**
     * The smaller of the two for a positive limit, by comparing bits, which is one instruction for a vector where a comparison and a choice
     * are up to four. A NaN is kept if its sign bit is set and becomes the limit if not. {@link #atLeast} does the opposite, so of a NaN's two
     * forms, the bounded number and the bounded {@link #shifted}, one is still NaN, and {@link #reduced} makes NaN of them; for that,
     * a fused multiply-add has to leave the sign bit of a NaN alone or clear it, as processors do.
     */
    private static float atMost(float x, float limit) {
        return Float.intBitsToFloat(Math.min(Float.floatToRawIntBits(x), Float.floatToRawIntBits(limit)));
    }

    /** The larger of the two for a positive limit, as in {@link #atMost}; a NaN is kept if its sign bit is not set. */
    private static float atLeast(float x, float limit) {
        return Float.intBitsToFloat(Math.max(Float.floatToRawIntBits(x), Float.floatToRawIntBits(limit)));
    }

    private static float reduced(float a, float shifted) {
        float n = shifted - ROUNDER;
        return Math.fma(n, LN2_LOW, Math.fma(n, LN2_HIGH, a));
    }

    private static float powerOfTwo(float shifted) {
        return Float.intBitsToFloat(Float.floatToRawIntBits(shifted) << 23);
    }

    /** 1 - e^-r. */
    private static float oneMinusExp(float r) {
        float q = Math.fma(C6, r, C5);
        q = Math.fma(q, r, C4);
        q = Math.fma(q, r, C3);
        q = Math.fma(q, r, C2);
        return Math.fma(r * r, q, r);
    }
}
