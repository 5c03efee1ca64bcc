package dev.unroll.reference;

import dev.unroll.backend.Epilogue;
import dev.unroll.backend.GemmSpec;
import dev.unroll.backend.View;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReferenceGemmTest extends ReferenceTestCase {
    private static final double[] A = {1, 2, 3, 4, 5, 6};
    private static final double[] A_TRANSPOSED = {1, 4, 2, 5, 3, 6};
    private static final double[] B = {1, -1, 0, 2, 3, 1};
    private static final double[] B_TRANSPOSED = {1, 0, 3, -1, 2, 1};

    @ParameterizedTest
    @CsvSource({"false, false", "false, true", "true, false", "true, true"})
    void multipliesUnderEveryTransposition(boolean transposeA, boolean transposeB) {
        View a = transposeA ? memory.strided(3, 2, 5, A_TRANSPOSED) : memory.strided(2, 3, 5, A);
        View b = transposeB ? memory.strided(2, 3, 4, B_TRANSPOSED) : memory.strided(3, 2, 4, B);
        View c = memory.strided(2, 2, 3, 100, 200, 300, 400);
        backend.gemm(new GemmSpec(transposeA, transposeB, 0, Epilogue.NONE), a, b, null, c);
        assertHolds(c, 10, 6, 22, 12);
        backend.gemm(new GemmSpec(transposeA, transposeB, 1, Epilogue.NONE), a, b, null, c);
        assertHolds(c, 20, 12, 44, 24);
    }

    @Test
    void betaZeroNeverReadsTheResult() {
        View c = memory.reals(1, 1, NAN);
        backend.gemm(GemmSpec.NN, memory.reals(1, 1, 2), memory.reals(1, 1, 3), null, c);
        assertHolds(c, 6);
        memory.write(c, NAN);
        backend.gemm(GemmSpec.NT, memory.reals(1, 1, 2), memory.reals(1, 1, 4), null, c);
        assertHolds(c, 8);
    }

    @Test
    void anEmptySumIsZeroPlusWhatComesAfter() {
        View none = memory.zeros(2, 0);
        View c = memory.reals(2, 2, NAN, 1, 2, 3);
        backend.gemm(GemmSpec.NT, none, none, null, c);
        assertHolds(c, 0, 0, 0, 0);
        backend.gemm(GemmSpec.NT.with(Epilogue.BIAS), none, none, memory.reals(1, 2, 5, 6), c);
        assertHolds(c, 5, 6, 5, 6);
        backend.gemm(GemmSpec.NT.accumulate(), none, none, null, c);
        assertHolds(c, 5, 6, 5, 6);
    }

    @ParameterizedTest
    @CsvSource({"BIAS, -1.5, 2.5", "BIAS_RELU, 0, 2.5", "BIAS_TANH, -0.9051482536448664, 0.9866142981514303"})
    void epiloguesComeAfterBiasAndBeta(Epilogue epilogue, double first, double second) {
        View c = memory.reals(1, 2, 1, 1);
        backend.gemm(
                GemmSpec.NN.accumulate().with(epilogue),
                memory.reals(1, 1, 2),
                memory.reals(1, 2, -1, 1),
                memory.reals(1, 2, -0.5, -0.5),
                c);
        assertNear(c, first, second);
    }

    @Test
    void nanReachesItsRowAlone() {
        View c = memory.zeros(2, 2);
        View a = memory.reals(2, 2, NAN, 0, 1, 0);
        View b = memory.reals(2, 2, 0, 1, 2, 3);
        backend.gemm(GemmSpec.NN.with(Epilogue.BIAS_RELU), a, b, memory.zeros(1, 2), c);
        assertHolds(c, NAN, NAN, 0, 1);
    }
}
