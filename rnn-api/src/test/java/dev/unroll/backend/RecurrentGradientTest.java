package dev.unroll.backend;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.conformance.GradientCheck;
import dev.unroll.reference.ReferenceBackend;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** {@link Backend#recurrentBackward} against central differences of {@link PlainRecurrence}. */
class RecurrentGradientTest {
    private static final double TOLERANCE = 1e-6;

    private final Backend backend = new ReferenceBackend();

    @AfterEach
    void close() {
        backend.close();
    }

    static Stream<Arguments> cells() {
        return Stream.of(CellType.values())
                .flatMap(cell -> Stream.of(Direction.values()).map(direction -> Arguments.of(cell, direction)));
    }

    static Stream<Arguments> layers() {
        return cells().flatMap(layer ->
                Stream.of(true, false).map(padded -> Arguments.of(layer.get()[0], layer.get()[1], padded)));
    }

    /** The loss: every valid output and the final states, each with a random weight. */
    private record Loss(RecurrentProblem problem, double[] dy, double[] dhN, double @Nullable [] dcN) {
        static Loss of(CellType cell, Direction direction, boolean padded) {
            RecurrentSpec spec = new RecurrentSpec(cell, 4, 4, 3, 3, direction);
            RecurrentProblem problem = new RecurrentProblem(spec, padded ? new int[] {4, 0, 2, 3} : null, 14);
            Random random = new Random(6);
            return new Loss(
                    problem,
                    problem.rows(5, spec.hiddenSize()),
                    RecurrentProblem.values(random, problem.h0.length),
                    cell.hasCellState() ? RecurrentProblem.values(random, problem.h0.length) : null);
        }

        double value() {
            return new PlainRecurrence(problem).loss(dy, dhN, dcN);
        }
    }

    @ParameterizedTest
    @MethodSource("layers")
    void everyGradientEqualsCentralDifferences(CellType cell, Direction direction, boolean padded) {
        Loss loss = Loss.of(cell, direction, padded);
        RecurrentProblem problem = loss.problem();
        assertTrue(
                cell != CellType.RELU || new PlainRecurrence(problem).nearestToZero > 1e-3,
                "choose another seed: a pre-activation lies at the kink");
        RecurrentRun run = new RecurrentRun(backend, problem, true);
        run.forward(true);
        RecurrentGradients gradients = run.gradients(loss.dy(), loss.dhN(), loss.dcN(), 0);
        run.backward(gradients);
        compare("dW", loss, problem.w, run.memory.read(gradients.weights().w()));
        compare("dR", loss, problem.r, run.memory.read(gradients.weights().r()));
        compare(
                "db_ih",
                loss,
                problem.biasInput,
                run.memory.read(gradients.weights().biasInput()));
        compare(
                "db_hh",
                loss,
                problem.biasHidden,
                run.memory.read(gradients.weights().biasHidden()));
        compare("dx", loss, problem.x, run.memory.read(Objects.requireNonNull(gradients.dx())));
        compare("dh0", loss, problem.h0, run.memory.read(Objects.requireNonNull(gradients.dh0())));
        if (cell.hasCellState()) {
            compare("dc0", loss, problem.c0, run.memory.read(Objects.requireNonNull(gradients.dc0())));
        }
        assertTrue(run.memory.guardsIntact(Objects.requireNonNull(gradients.dx())), "wrote beside dx");
    }

    @ParameterizedTest
    @MethodSource("layers")
    void weightGradientsAccumulateAndTheOthersAreOverwritten(CellType cell, Direction direction, boolean padded) {
        Loss loss = Loss.of(cell, direction, padded);
        RecurrentRun run = new RecurrentRun(backend, loss.problem(), false);
        run.forward(true);
        RecurrentGradients zeroed = run.gradients(loss.dy(), loss.dhN(), loss.dcN(), 0);
        RecurrentGradients started = run.gradients(loss.dy(), loss.dhN(), loss.dcN(), 10);
        run.backward(zeroed);
        run.backward(started);
        plusTen(run, zeroed.weights().w(), started.weights().w());
        plusTen(run, zeroed.weights().r(), started.weights().r());
        plusTen(run, zeroed.weights().biasInput(), started.weights().biasInput());
        plusTen(run, zeroed.weights().biasHidden(), started.weights().biasHidden());
        run.backward(zeroed);
        assertArrayEquals(
                run.memory.read(Objects.requireNonNull(started.dx())),
                run.memory.read(Objects.requireNonNull(zeroed.dx())),
                0,
                "dx was not overwritten");
        assertArrayEquals(
                run.memory.read(Objects.requireNonNull(started.dh0())),
                run.memory.read(Objects.requireNonNull(zeroed.dh0())),
                0,
                "dh0 was not overwritten");
    }

    @ParameterizedTest
    @MethodSource("cells")
    void paddingGetsExactZerosAndARowWithoutStepsPassesItsGradientOn(CellType cell, Direction direction) {
        Loss loss = Loss.of(cell, direction, true);
        RecurrentProblem problem = loss.problem();
        RecurrentRun run = new RecurrentRun(backend, problem, false);
        run.forward(true);
        RecurrentGradients gradients = run.gradients(loss.dy(), loss.dhN(), loss.dcN(), 0);
        run.backward(gradients);
        double[] dx = run.memory.read(Objects.requireNonNull(gradients.dx()));
        int batch = problem.spec.batch();
        for (int i = 0; i < dx.length; i++) {
            int row = i / problem.spec.inputSize();
            boolean valid = problem.isValid(row / batch, row % batch);
            assertTrue(
                    valid || dx[i] == 0, "dx is " + dx[i] + " in padding: t " + row / batch + ", row " + row % batch);
        }
        int hidden = problem.spec.hiddenSize();
        assertArrayEquals(
                Arrays.copyOfRange(loss.dhN(), hidden, 2 * hidden),
                Arrays.copyOfRange(run.memory.read(Objects.requireNonNull(gradients.dh0())), hidden, 2 * hidden),
                0,
                "dh0 of the row of length 0");
    }

    @ParameterizedTest
    @MethodSource("layers")
    void absentOutputGradientsMeanZero(CellType cell, Direction direction, boolean padded) {
        Loss loss = Loss.of(cell, direction, padded);
        RecurrentRun run = new RecurrentRun(backend, loss.problem(), false);
        run.forward(true);
        RecurrentGradients absent = run.gradients(null, loss.dhN(), null, 0);
        RecurrentGradients zero = run.gradients(
                new double[loss.dy().length],
                loss.dhN(),
                cell.hasCellState() ? new double[loss.dhN().length] : null,
                0);
        run.backward(absent);
        run.backward(zero);
        assertArrayEquals(
                run.memory.read(zero.weights().w()),
                run.memory.read(absent.weights().w()),
                0,
                "dW");
        assertArrayEquals(
                run.memory.read(zero.weights().r()),
                run.memory.read(absent.weights().r()),
                0,
                "dR");
    }

    private static void plusTen(RecurrentRun run, View zeroed, View started) {
        double[] expected =
                Arrays.stream(run.memory.read(zeroed)).map(g -> g + 10).toArray();
        assertArrayEquals(expected, run.memory.read(started), 1e-12, "the gradient was not accumulated");
    }

    private static void compare(String name, Loss loss, double[] values, double[] gradient) {
        double[] point = values.clone();
        double[] expected = GradientCheck.gradient(
                moved -> {
                    System.arraycopy(moved, 0, values, 0, moved.length);
                    return loss.value();
                },
                point,
                GradientCheck.EPSILON);
        System.arraycopy(point, 0, values, 0, point.length);
        double largest = Arrays.stream(expected).map(Math::abs).max().orElse(0);
        assertTrue(largest > 0, name + " is zero everywhere");
        assertArrayEquals(expected, gradient, TOLERANCE * largest, name);
    }
}
