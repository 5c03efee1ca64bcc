package dev.unroll.cpu;

import static dev.unroll.cpu.VectorKernels.SPECIES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** The functions of {@link ScalarMath}, step for step, for a vector. */
final class VectorMath {
    private VectorMath() {}

    static FloatVector expOfNegated(FloatVector a) {
        FloatVector shifted = shifted(a);
        FloatVector result = powerOfTwo(shifted).mul(all(1f).sub(oneMinusExp(reduced(a, shifted))));
        return result.blend(0f, a.compare(VectorOperators.GT, ScalarMath.LARGEST_EXPONENT));
    }

    static FloatVector sigmoid(FloatVector x) {
        FloatVector a = atMost(x, ScalarMath.SIGMOID_IS_ONE);
        FloatVector shifted = atLeast(shifted(x), ScalarMath.SHIFTED_WHERE_SIGMOID_IS_ONE);
        FloatVector exp = all(1f).sub(oneMinusExp(reduced(a, shifted)));
        FloatVector result = all(1f).div(powerOfTwo(shifted).fma(exp, all(1f)));
        return result.blend(0f, x.compare(VectorOperators.LT, ScalarMath.SIGMOID_IS_TINY));
    }

    static FloatVector tanh(FloatVector x) {
        FloatVector y = x.add(x).abs();
        FloatVector a = atMost(y, ScalarMath.SATURATED);
        FloatVector shifted = atLeast(shifted(y), ScalarMath.SHIFTED_WHERE_SATURATED);
        FloatVector scale = powerOfTwo(shifted);
        FloatVector d = scale.fma(oneMinusExp(reduced(a, shifted)), all(1f).sub(scale));
        FloatVector magnitude = d.div(all(2f).sub(d));
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

    private static FloatVector shifted(FloatVector a) {
        return a.fma(all(-ScalarMath.LOG2_E), all(ScalarMath.ROUNDER));
    }

    private static FloatVector atMost(FloatVector x, float limit) {
        return x.reinterpretAsInts().min(Float.floatToRawIntBits(limit)).reinterpretAsFloats();
    }

    private static FloatVector atLeast(FloatVector x, float limit) {
        return x.reinterpretAsInts().max(Float.floatToRawIntBits(limit)).reinterpretAsFloats();
    }

    private static FloatVector reduced(FloatVector a, FloatVector shifted) {
        FloatVector n = shifted.sub(ScalarMath.ROUNDER);
        return n.fma(all(ScalarMath.LN2_LOW), n.fma(all(ScalarMath.LN2_HIGH), a));
    }

    private static FloatVector powerOfTwo(FloatVector shifted) {
        return shifted.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
    }

    private static FloatVector oneMinusExp(FloatVector r) {
        FloatVector q = r.fma(all(ScalarMath.C6), all(ScalarMath.C5));
        q = q.fma(r, all(ScalarMath.C4));
        q = q.fma(r, all(ScalarMath.C3));
        q = q.fma(r, all(ScalarMath.C2));
        return r.mul(r).fma(q, r);
    }
}
