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
        within(3, ScalarMath::sigmoid, x -> 1 / (1 + StrictMath.exp(-x)), 0, 87, true);
    }

    @Test
    void exponentialIsWithinTwoUlp() {
        within(2, ScalarMath::expOfNonPositive, StrictMath::exp, 0, 87, true);
    }

    @Test
    void edges() {
        assertEquals(0f, ScalarMath.expOfNonPositive(Float.NEGATIVE_INFINITY));
        assertEquals(0f, ScalarMath.expOfNonPositive(-88));
        assertEquals(1f, ScalarMath.expOfNonPositive(0));
        assertEquals(0f, ScalarMath.sigmoid(Float.NEGATIVE_INFINITY));
        assertEquals(1f, ScalarMath.sigmoid(Float.POSITIVE_INFINITY));
        assertEquals(-1f, ScalarMath.tanh(Float.NEGATIVE_INFINITY));
        assertEquals(-0f, ScalarMath.tanh(-0f));
        assertEquals(0f, ScalarMath.relu(Float.NEGATIVE_INFINITY));
        assertEquals(Float.NaN, ScalarMath.expOfNonPositive(Float.NaN));
        assertEquals(Float.NaN, ScalarMath.sigmoid(Float.NaN));
        assertEquals(Float.NaN, ScalarMath.tanh(Float.NaN));
        assertEquals(Float.NaN, ScalarMath.relu(Float.NaN));
        assertEquals(Float.NaN, ScalarMath.flush(Float.NaN));
        assertEquals(0f, ScalarMath.flush(-0x0.fffffep-100f));
        assertEquals(-0x1p-100f, ScalarMath.flush(-0x1p-100f));
    }

    @Test
    void vectorGivesTheBitsOfScalar() {
        KernelSet vector = KernelSet.pick(true);
        int n = 1 << 16;
        float[] zero = new float[n];
        for (int part = 0; part < 16; part++) {
            float[] a = new float[n];
            for (int i = 0; i < n; i++) {
                a[i] = Float.intBitsToFloat((part * n + i) * STRIDE);
            }
            float[] b = a.clone();
            vector.rows().epilogue(Epilogue.BIAS_TANH, zero, 0, a, 0, n);
            KernelSet.SCALAR.rows().epilogue(Epilogue.BIAS_TANH, zero, 0, b, 0, n);
            assertSameBits("tanh", a, b);
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
