package dev.unroll.conformance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class GradientCheckTest {
    private static final double[] POINT = {0.3, -1.2};

    /** Its gradient is (y cos x, sin x + 2y). */
    private static double function(double[] p) {
        return StrictMath.sin(p[0]) * p[1] + p[1] * p[1];
    }

    private static double[] gradient() {
        return new double[] {POINT[1] * StrictMath.cos(POINT[0]), StrictMath.sin(POINT[0]) + 2 * POINT[1]};
    }

    @Test
    void centralDifferencesGiveTheGradient() {
        assertArrayEquals(gradient(), GradientCheck.gradient(GradientCheckTest::function, POINT, 1e-5), 1e-9);
    }

    @Test
    void theRightGradientAgreesAndAWrongOneDoesNot() {
        double[] right = gradient();
        double[] wrong = {right[0], right[1] * (1 + 1e-5)};
        assertTrue(GradientCheck.compare("p", right, GradientCheckTest::function, POINT, 1e-6)
                .agrees());
        Comparison comparison = GradientCheck.compare("p", wrong, GradientCheckTest::function, POINT, 1e-6);
        assertFalse(comparison.agrees());
        assertTrue(
                comparison.toString().startsWith("p: FAILED, an error of more than 1e-06 of the largest value"),
                comparison.toString());
    }

    @Test
    void aStepThatIsNotPositiveIsRefused() {
        assertThrows(
                IllegalArgumentException.class, () -> GradientCheck.gradient(GradientCheckTest::function, POINT, 0));
    }
}
