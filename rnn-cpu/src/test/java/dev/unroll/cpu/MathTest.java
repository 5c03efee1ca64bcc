package dev.unroll.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.backend.CellType;
import dev.unroll.backend.Epilogue;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class MathTest {
    /** Every 4,001st float from the smallest to the largest magnitude. */
    private static final int STRIDE = 4_001;

    @Test
    void tanhIsWithinThreeUlp() {
        within(3, ScalarMath::tanh, StrictMath::tanh, 0, Float.POSITIVE_INFINITY, false);
        within(3, ScalarMath::tanh, StrictMath::tanh, 0, Float.POSITIVE_INFINITY, true);
    }

    @Test
    void sigmoidIsWithinThreeUlp() {
        within(3, ScalarMath::sigmoid, x -> 1 / (1 + StrictMath.exp(-x)), 0, Float.POSITIVE_INFINITY, false);
        within(3, ScalarMath::sigmoid, x -> 1 / (1 + StrictMath.exp(-x)), 0, -ScalarMath.SIGMOID_IS_TINY, true);
    }

    @Test
    void exponentialIsWithinTwoUlp() {
        within(2, ScalarMath::expOfNegated, a -> StrictMath.exp(-a), 0, 87, false);
    }

    @Test
    void edges() {
        assertEquals(0f, ScalarMath.expOfNegated(Float.POSITIVE_INFINITY));
        assertEquals(0f, ScalarMath.expOfNegated(88));
        assertEquals(1f, ScalarMath.expOfNegated(0));
        assertEquals(0f, ScalarMath.sigmoid(Float.NEGATIVE_INFINITY));
        assertEquals(1f, ScalarMath.sigmoid(Float.POSITIVE_INFINITY));
        assertEquals(0.5f, ScalarMath.sigmoid(0));
        assertEquals(0f, ScalarMath.tanh(0f));
        assertEquals(-1f, ScalarMath.tanh(Float.NEGATIVE_INFINITY));
        assertEquals(-0f, ScalarMath.tanh(-0f));
        assertEquals(0f, ScalarMath.relu(Float.NEGATIVE_INFINITY));
        assertEquals(0f, ScalarMath.flush(-0x0.fffffep-100f));
        assertEquals(-0x1p-100f, ScalarMath.flush(-0x1p-100f));
    }

    @Test
    void sigmoidIsZeroExactlyWhereItsValueIsTiny() {
        float smallest = ScalarMath.SIGMOID_IS_TINY;
        assertTrue(ScalarMath.sigmoid(smallest) >= ScalarMath.TINY, "too early: " + ScalarMath.sigmoid(smallest));
        float below = Math.nextDown(smallest);
        assertEquals(0f, ScalarMath.sigmoid(below));
        assertTrue(StrictMath.exp(below) < ScalarMath.TINY, "too late: " + StrictMath.exp(below));
    }

    /** With either sign: the processor's own NaN has the sign bit set, Java's has not. */
    @Test
    void notANumberIsKept() {
        for (int bits : new int[] {0x7fc00000, 0xffc00000}) {
            float nan = Float.intBitsToFloat(bits);
            assertEquals(Float.NaN, ScalarMath.expOfNegated(nan));
            assertEquals(Float.NaN, ScalarMath.sigmoid(nan));
            assertEquals(Float.NaN, ScalarMath.tanh(nan));
            assertEquals(Float.NaN, ScalarMath.relu(nan));
            assertEquals(Float.NaN, ScalarMath.flush(nan));
        }
    }

    /** Beyond 1 the gradient of tanh, 1 - y^2, would have the wrong sign. */
    @Test
    void tanhDoesNotPassOne() {
        for (float x = 4; x < 128; x += 0x1p-12f) {
            assertTrue(ScalarMath.tanh(x) <= 1, "tanh of " + x);
        }
    }

    @Test
    void vectorGivesTheBitsOfScalar() {
        KernelSet vector = KernelSet.pick(true);
        int n = 1 << 16;
        float[] zero = new float[n];
        for (int part = 0; part < 16; part++) {
            float[] inputs = new float[n];
            for (int i = 0; i < n; i++) {
                inputs[i] = Float.intBitsToFloat((part * n + i) * STRIDE);
            }
            inputs[0] = Float.intBitsToFloat(0xffc00000);
            inputs[1] = Float.NEGATIVE_INFINITY;
            inputs[2] = Float.POSITIVE_INFINITY;
            float[] a = inputs.clone();
            float[] b = inputs.clone();
            vector.rows().epilogue(Epilogue.BIAS_TANH, zero, 0, a, 0, n);
            KernelSet.SCALAR.rows().epilogue(Epilogue.BIAS_TANH, zero, 0, b, 0, n);
            assertSameBits("tanh", a, b);
            a = inputs.clone();
            b = inputs.clone();
            Pass.all(vector.cells().forward(CellType.LSTM), row(a));
            Pass.all(KernelSet.SCALAR.cells().forward(CellType.LSTM), row(b));
            assertSameBits("gates", a, b);
            for (int i = 0; i < n; i++) {
                a[i] = -Math.abs(Float.intBitsToFloat((part * n + i) * STRIDE));
                b[i] = a[i];
            }
            vector.rows().exp(a, 0, 0, a, 0, n);
            KernelSet.SCALAR.rows().exp(b, 0, 0, b, 0, n);
            assertSameBits("exp", a, b);
        }
    }

    /** All arrays but the gates are zeros. */
    private static CellRow row(float[] gates) {
        CellRow row = new CellRow();
        row.hidden = gates.length / 4;
        row.gates = gates;
        row.recurrent = new float[gates.length];
        row.bias = row.recurrent;
        row.cBefore = row.recurrent;
        row.blocks = 4;
        row.tanh = new float[row.hidden];
        row.c = new float[row.hidden];
        row.h = new float[row.hidden];
        return row;
    }

    private static void assertSameBits(String name, float[] a, float[] b) {
        for (int i = 0; i < a.length; i++) {
            assertEquals(Float.floatToIntBits(b[i]), Float.floatToIntBits(a[i]), name + " at " + i);
        }
    }

    private interface FloatFunction {
        float of(float x);
    }

    private static void within(
            double ulps, FloatFunction actual, DoubleUnaryOperator exact, float from, float to, boolean negative) {
        double worst = 0;
        float where = 0;
        long end = Float.floatToIntBits(to);
        for (long bits = Float.floatToIntBits(from); bits <= end; bits += STRIDE) {
            float x = Float.intBitsToFloat((int) bits);
            x = negative ? -x : x;
            double expected = exact.applyAsDouble(x);
            double error = Math.abs(actual.of(x) - expected) / Math.ulp((float) expected);
            if (error > worst) {
                worst = error;
                where = x;
            }
        }
        assertTrue(worst <= ulps, "off by " + worst + " ulp at " + where);
    }
}
