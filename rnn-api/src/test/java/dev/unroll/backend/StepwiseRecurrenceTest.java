package dev.unroll.backend;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.reference.ReferenceBackend;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The forward pass against {@link PlainRecurrence}. */
class StepwiseRecurrenceTest {
    private static final int @Nullable [][] LENGTHS = {null, {5, 0, 2, 4}, {1, 1, 5, 3}};

    private final Backend backend = new ReferenceBackend();

    @AfterEach
    void close() {
        backend.close();
    }

    static Stream<Arguments> layers() {
        return Stream.of(CellType.values())
                .flatMap(cell -> Stream.of(Direction.values())
                        .flatMap(direction -> Stream.of(0, 1, 2).map(which -> Arguments.of(cell, direction, which))));
    }

    private static RecurrentProblem problem(CellType cell, Direction direction, int which) {
        return new RecurrentProblem(new RecurrentSpec(cell, 5, 4, 3, 2, direction), LENGTHS[which], 17 + which);
    }

    @ParameterizedTest
    @MethodSource("layers")
    void forwardFollowsTheEquations(CellType cell, Direction direction, int which) {
        RecurrentProblem problem = problem(cell, direction, which);
        PlainRecurrence plain = new PlainRecurrence(problem);
        for (boolean strided : new boolean[] {false, true}) {
            RecurrentRun run = new RecurrentRun(backend, problem, strided);
            run.forward(true);
            assertArrayEquals(plain.outputs, run.outputs(), 1e-13, "outputs");
            assertArrayEquals(plain.hN, run.hN(), 1e-13, "final state");
            if (cell.hasCellState()) {
                assertArrayEquals(plain.cN, run.cN(), 1e-13, "final cell state");
            }
            assertTrue(run.memory.guardsIntact(run.state.h()), "wrote beside the states");
        }
    }

    @ParameterizedTest
    @MethodSource("layers")
    void inferenceGivesTheBitsOfTraining(CellType cell, Direction direction, int which) {
        RecurrentProblem problem = problem(cell, direction, which);
        RecurrentRun training = new RecurrentRun(backend, problem, false);
        RecurrentRun inference = new RecurrentRun(backend, problem, false);
        training.forward(true);
        inference.forward(false);
        assertArrayEquals(training.outputs(), inference.outputs(), 0, "outputs");
        assertArrayEquals(training.cN(), inference.cN(), 0, "final cell state");
    }

    @ParameterizedTest
    @EnumSource(CellType.class)
    void aRowWithoutStepsKeepsItsInitialState(CellType cell) {
        RecurrentProblem problem = problem(cell, Direction.FORWARD, 1);
        RecurrentRun run = new RecurrentRun(backend, problem, false);
        run.forward(true);
        double[] hN = run.hN();
        assertEquals(problem.h0[2], hN[2], "h_N of the row of length 0");
        assertEquals(problem.h0[3], hN[3], "h_N of the row of length 0");
        if (cell.hasCellState()) {
            assertEquals(problem.c0[2], run.cN()[2], "c_N of the row of length 0");
        }
    }

    @Test
    void smallReserveOrScratchIsRefusedBeforeAnythingChanges() {
        RecurrentRun run = new RecurrentRun(backend, problem(CellType.LSTM, Direction.FORWARD, 0), false);
        View small = run.scratch.columns(0, run.scratch.columns() - 1);
        String message = assertThrows(
                        IllegalArgumentException.class,
                        () -> backend.recurrentForward(
                                problem(CellType.LSTM, Direction.FORWARD, 0).spec,
                                run.weights,
                                run.state,
                                run.reserve,
                                small))
                .getMessage();
        assertTrue(message.contains("expected at least " + run.scratch.columns() + " dense elements"), message);
        assertTrue(Double.isNaN(run.outputs()[0]), "the states were written");
    }

    @Test
    void anLstmWithoutItsCellStateIsRefused() {
        RecurrentRun run = new RecurrentRun(backend, problem(CellType.LSTM, Direction.FORWARD, 0), false);
        RecurrentState without = new RecurrentState(run.state.x(), null, run.state.h(), null, run.state.cN());
        String message = assertThrows(
                        IllegalArgumentException.class,
                        () -> backend.recurrentForward(
                                problem(CellType.LSTM, Direction.FORWARD, 0).spec,
                                run.weights,
                                without,
                                run.reserve,
                                run.scratch))
                .getMessage();
        assertEquals("c0: absent; a LSTM needs it", message);
    }
}
