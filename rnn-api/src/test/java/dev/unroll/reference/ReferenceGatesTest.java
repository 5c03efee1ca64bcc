package dev.unroll.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.unroll.backend.CellType;
import dev.unroll.backend.GateGradients;
import dev.unroll.backend.GateStep;
import dev.unroll.backend.RecurrentSpec;
import dev.unroll.backend.View;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReferenceGatesTest extends ReferenceTestCase {
    private static RecurrentSpec spec(CellType cell, int batch) {
        return RecurrentSpec.forward(cell, 3, batch, 1, 1);
    }

    @Test
    void tanhAndRelu() {
        View gates = memory.reals(1, 1, 0.5);
        View h = memory.zeros(1, 1);
        GateStep step = new GateStep(gates, memory.reals(1, 1, -1.5), memory.zeros(1, 1), h, null, null);
        backend.gatesForward(spec(CellType.TANH, 1), 0, memory.reals(1, 1, 0.25), null, step);
        assertHolds(h, StrictMath.tanh(-0.75));
        assertHolds(gates, StrictMath.tanh(-0.75));
        backend.gatesForward(spec(CellType.RELU, 1), 0, memory.reals(1, 1, 5), null, step);
        assertHolds(h, 3.5 + StrictMath.tanh(-0.75));
    }

    @Test
    void lstmWithOpenAndClosedGates() {
        // Row 0 keeps its cell state (f open, i closed, o open), row 1 replaces it; a sigmoid of 1000 is 1, of -1000 is
        // 0.
        View gates = memory.reals(2, 4, -1000, 1000, 1, 1000, 1000, -1000, 1000, 0);
        View h = memory.zeros(2, 1);
        View c = memory.reals(2, 1, 0.5, 7);
        GateStep step = new GateStep(gates, memory.zeros(2, 4), memory.zeros(2, 1), h, c, c);
        backend.gatesForward(spec(CellType.LSTM, 2), 0, memory.zeros(1, 4), null, step);
        assertHolds(c, 0.5, 1);
        assertHolds(h, StrictMath.tanh(0.5), 0.5 * StrictMath.tanh(1));
        assertHolds(gates, 0, 1, StrictMath.tanh(1), 1, 1, 0, 1, 0.5);
    }

    @Test
    void gruWithOpenAndClosedGates() {
        // Row 0 keeps its state (z open); row 1 takes the candidate, its reset gate closed to the recurrent part.
        View gates = memory.reals(2, 3, 0, 1000, 3, -1000, -1000, 0.5);
        View recurrent = memory.reals(2, 3, 0, 0, 4, 0, 0, 4);
        View h = memory.zeros(2, 1);
        GateStep step = new GateStep(gates, recurrent, memory.reals(2, 1, 0.7, 0.9), h, null, null);
        backend.gatesForward(spec(CellType.GRU, 2), 0, memory.reals(1, 3, 0, 0, 2), null, step);
        assertHolds(h, 0.7, StrictMath.tanh(0.5));
        assertHolds(recurrent.columns(2, 1), 6, 6);
        assertHolds(gates, 0.5, 1, StrictMath.tanh(6), 0, 0, StrictMath.tanh(0.5));
    }

    @ParameterizedTest
    @EnumSource(CellType.class)
    void paddingCarriesTheStateOnAndIgnoresWhatItHolds(CellType cell) {
        RecurrentSpec spec = spec(cell, 2);
        int g = cell.gates();
        double[] nan = new double[2 * g];
        Arrays.fill(nan, NAN);
        View gates = memory.reals(2, g, nan);
        View recurrent = memory.reals(2, g, nan);
        View h = memory.reals(2, 1, NAN, NAN);
        boolean cells = cell.hasCellState();
        View c = cells ? memory.reals(2, 1, NAN, NAN) : null;
        GateStep step =
                new GateStep(gates, recurrent, memory.reals(2, 1, 3, 4), h, cells ? memory.reals(2, 1, 5, 6) : null, c);
        View lengths = memory.ints(1, 0);
        backend.gatesForward(spec, 1, memory.zeros(1, g), lengths, step);
        assertHolds(h, 3, 4);
        assertHolds(gates, new double[2 * g]);
        if (c != null) {
            assertHolds(c, 5, 6);
        }
        View dh = memory.reals(2, 1, 7, 8);
        View dc = cells ? memory.reals(2, 1, 9, 10) : null;
        View dGates = memory.reals(2, g, nan);
        View dRecurrent = cell == CellType.GRU ? memory.reals(2, g, nan) : dGates;
        backend.gatesBackward(
                spec, 1, lengths, step, new GateGradients(memory.reals(2, 1, NAN, NAN), dh, dc, dGates, dRecurrent));
        assertHolds(dh, 7, 8);
        assertHolds(dGates, new double[2 * g]);
        assertHolds(dRecurrent, new double[2 * g]);
        if (dc != null) {
            assertHolds(dc, 9, 10);
        }
    }

    @Test
    void theLastValidStepIsOneBeforeTheLength() {
        View h = memory.zeros(2, 1);
        GateStep step =
                new GateStep(memory.reals(2, 1, 1, 1), memory.zeros(2, 1), memory.reals(2, 1, 9, 9), h, null, null);
        backend.gatesForward(spec(CellType.RELU, 2), 1, memory.zeros(1, 1), memory.ints(2, 1), step);
        assertHolds(h, 1, 9);
    }

    @Test
    void backwardAddsSpatialAndTemporalPart() {
        View dh = memory.reals(1, 1, 2);
        View dGates = memory.zeros(1, 1);
        View h = memory.reals(1, 1, 0.5);
        GateStep step = new GateStep(h, null, memory.zeros(1, 1), h, null, null);
        backend.gatesBackward(
                spec(CellType.TANH, 1),
                0,
                null,
                step,
                new GateGradients(memory.reals(1, 1, 1), dh, null, dGates, dGates));
        assertHolds(dGates, 3 * 0.75);
        assertHolds(dh, 0);
    }

    @ParameterizedTest
    @EnumSource(CellType.class)
    void nanInIsNanOut(CellType cell) {
        int g = cell.gates();
        double[] values = new double[g];
        values[g - 1] = NAN;
        View h = memory.zeros(1, 1);
        boolean cells = cell.hasCellState();
        View c = cells ? memory.zeros(1, 1) : null;
        View gates = memory.reals(1, g, values);
        View recurrent = memory.zeros(1, g);
        GateStep step = new GateStep(gates, recurrent, memory.zeros(1, 1), h, c, c);
        backend.gatesForward(spec(cell, 1), 0, memory.zeros(1, g), null, step);
        assertHolds(h, NAN);
        View dGates = memory.zeros(1, g);
        View dRecurrent = cell == CellType.GRU ? memory.zeros(1, g) : dGates;
        View dh = memory.reals(1, 1, 1);
        View dc = cells ? memory.zeros(1, 1) : null;
        backend.gatesBackward(spec(cell, 1), 0, null, step, new GateGradients(null, dh, dc, dGates, dRecurrent));
        assertEquals(NAN, memory.read(dGates)[g - 1], "gradient of the gate that was NaN");
    }
}
