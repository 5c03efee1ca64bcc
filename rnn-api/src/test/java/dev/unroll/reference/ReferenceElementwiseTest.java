package dev.unroll.reference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.backend.Activation;
import dev.unroll.backend.DropoutSpec;
import dev.unroll.backend.Philox;
import dev.unroll.backend.StepScalars;
import dev.unroll.backend.View;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ReferenceElementwiseTest extends ReferenceTestCase {
    @Test
    void axpbyScalesAndAdds() {
        View y = memory.strided(2, 2, 3, 10, 20, 30, 40);
        backend.axpby(2, memory.strided(2, 2, 4, 1, 2, 3, 4), 0.5, y);
        assertHolds(y, 7, 14, 21, 28);
        backend.axpby(3, y, 0, y);
        assertHolds(y, 21, 42, 63, 84);
        assertTrue(memory.guardsIntact(y), "wrote beside y");
    }

    @Test
    void axpbyWithBetaZeroDoesNotRead() {
        View y = memory.reals(1, 2, NAN, NAN);
        backend.axpby(1, memory.reals(1, 2, 1, NAN), 0, y);
        assertHolds(y, 1, NAN);
    }

    @Test
    void columnSumAccumulates() {
        View out = memory.reals(1, 2, 100, 200);
        backend.columnSum(memory.strided(3, 2, 3, 1, 2, 3, 4, 5, 6), out);
        assertHolds(out, 109, 212);
        backend.columnSum(memory.zeros(0, 2), out);
        assertHolds(out, 109, 212);
    }

    @Test
    void sumOfSquaresOverwrites() {
        View out = memory.reals(1, 1, NAN);
        backend.sumOfSquares(memory.strided(2, 2, 3, 1, -2, 3, 4), out);
        assertHolds(out, 30);
        backend.sumOfSquares(memory.reals(1, 2, 1, NAN), out);
        assertHolds(out, NAN);
    }

    @Test
    void activationGradientsComeFromTheOutput() {
        View y = memory.reals(1, 4, 0.5, 0, -0.5, NAN);
        View dx = memory.zeros(1, 4);
        backend.activationBackward(Activation.TANH, y, memory.reals(1, 4, 2, 3, 4, 5), dx);
        assertHolds(dx, 1.5, 3, 3, NAN);
        View relu = memory.reals(1, 4, 2, 0, NAN, 0);
        View dy = memory.reals(1, 4, 7, 7, 7, NAN);
        backend.activationBackward(Activation.RELU, relu, dy, dy);
        assertHolds(dy, 7, 0, NAN, NAN);
    }

    @Test
    void embeddingGathersAndScatters() {
        View ids = memory.ints(2, 0, 2, -1, 3);
        View out = memory.zeros(5, 2);
        backend.embeddingForward(memory.reals(3, 2, 1, 2, 3, 4, 5, 6), ids, out);
        assertHolds(out, 5, 6, 1, 2, 5, 6, NAN, NAN, NAN, NAN);
        View dTable = memory.reals(3, 2, 100, 100, 100, 100, 100, 100);
        backend.embeddingBackward(ids, memory.reals(5, 2, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10), dTable);
        assertHolds(dTable, 103, 104, 100, 100, 106, 108);
    }

    @Test
    void dropoutFollowsTheGenerator() {
        DropoutSpec spec = new DropoutSpec(0.25, 0x123456789ABCL, 7);
        double[] scalars = new double[StepScalars.LENGTH];
        StepScalars.putStep(scalars, (3L << 24) + 5);
        View step = memory.reals(1, 2, scalars[StepScalars.STEP_LOW], scalars[StepScalars.STEP_HIGH]);
        View x = memory.strided(3, 5, 6, filled(15, 3));
        backend.dropout(spec, step, x, x);
        double[] actual = memory.read(x);
        int[] words = new int[4];
        for (int e = 0; e < 15; e++) {
            Philox.block(0x123456789ABCL, e / 4, 7, 5, 3, words);
            double uniform = (words[e % 4] >>> 8) / (double) (1 << 24);
            assertEquals(uniform >= 0.25 ? 4 : 0, actual[e], 1e-15, "element " + e);
        }
        assertTrue(memory.guardsIntact(x), "wrote beside y");
    }

    @Test
    void droppedElementsAreZeroWhateverTheyHeld() {
        View y = memory.zeros(1, 100);
        backend.dropout(
                new DropoutSpec(0.5, 1, 0), memory.reals(1, 2, 0, 0), memory.reals(1, 100, filled(100, NAN)), y);
        long dropped = Arrays.stream(memory.read(y)).filter(value -> value == 0).count();
        assertEquals(50, dropped, 20, "dropped elements");
    }

    @Test
    void dropoutKeepsItsShareAndZeroKeepsAll() {
        View step = memory.reals(1, 2, 0, 0);
        View y = memory.zeros(100, 100);
        View ones = memory.reals(100, 100, filled(10_000, 1));
        backend.dropout(new DropoutSpec(0.3, 1, 0), step, ones, y);
        long kept = Arrays.stream(memory.read(y)).filter(value -> value != 0).count();
        assertEquals(7000, kept, 150, "kept elements");
        backend.dropout(new DropoutSpec(0, 1, 0), step, ones, y);
        assertArrayEquals(filled(10_000, 1), memory.read(y));
    }

    private static double[] filled(int count, double value) {
        double[] values = new double[count];
        Arrays.fill(values, value);
        return values;
    }
}
