package dev.unroll.cpu;

import static dev.unroll.cpu.VectorKernels.SPECIES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** The functions of {@link ScalarMath}, step for step, for a vector. */
final class VectorMath {
    private VectorMath() {}

    static FloatVector expOfNonPositive(FloatVector y) {
        FloatVector shifted = y.fma(all(ScalarMath.LOG2_E), all(ScalarMath.ROUNDER));
        FloatVector r = reduced(y, shifted.sub(ScalarMath.ROUNDER));
        FloatVector scale = powerOfTwo(shifted);
        FloatVector result = scale.fma(expMinusOne(r), scale);
        return result.blend(0f, y.compare(VectorOperators.LT, ScalarMath.SMALLEST_EXPONENT));
    }

    static FloatVector sigmoid(FloatVector x) {
        FloatVector z = expOfNonPositive(x.abs().mul(-1f));
        FloatVector numerator = z.blend(1f, x.compare(VectorOperators.GE, 0f));
        return numerator.div(z.add(1f));
    }

    static FloatVector tanh(FloatVector x) {
        FloatVector y = x.abs().mul(-2f);
        y = y.blend(ScalarMath.SATURATED, y.compare(VectorOperators.LT, ScalarMath.SATURATED));
        FloatVector shifted = y.fma(all(ScalarMath.LOG2_E), all(ScalarMath.ROUNDER));
        FloatVector r = reduced(y, shifted.sub(ScalarMath.ROUNDER));
        FloatVector scale = powerOfTwo(shifted);
        FloatVector m = scale.fma(expMinusOne(r), scale.sub(1f));
        FloatVector magnitude = m.abs().div(m.add(2f));
        return magnitude
                .reinterpretAsInts()
                .or(x.reinterpretAsInts().and(Integer.MIN_VALUE))
                .reinterpretAsFloats();
    }

    static FloatVector relu(FloatVector x) {
        return x.blend(0f, x.compare(VectorOperators.LE, 0f));
    }

    static FloatVector reluSlope(FloatVector y) {
        return y.blend(0f, y.compare(VectorOperators.LE, 0f)).blend(1f, y.compare(VectorOperators.GT, 0f));
    }

    static FloatVector flush(FloatVector x) {
        return x.blend(0f, x.abs().compare(VectorOperators.LT, ScalarMath.TINY));
    }

    static FloatVector all(float value) {
        return FloatVector.broadcast(SPECIES, value);
    }

    private static FloatVector reduced(FloatVector y, FloatVector n) {
        return n.fma(all(-ScalarMath.LN2_LOW), n.fma(all(-ScalarMath.LN2_HIGH), y));
    }

    private static FloatVector powerOfTwo(FloatVector shifted) {
        return shifted.reinterpretAsInts()
                .add(127)
                .lanewise(VectorOperators.LSHL, 23)
                .reinterpretAsFloats();
    }

    private static FloatVector expMinusOne(FloatVector r) {
        FloatVector p = r.fma(all(ScalarMath.C7), all(ScalarMath.C6));
        p = p.fma(r, all(ScalarMath.C5));
        p = p.fma(r, all(ScalarMath.C4));
        p = p.fma(r, all(ScalarMath.C3));
        p = p.fma(r, all(ScalarMath.C2));
        return r.mul(r).fma(p, r);
    }
}
