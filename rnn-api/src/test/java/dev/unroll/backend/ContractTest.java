package dev.unroll.backend;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.reference.ReferenceBackend;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Bad arguments, by way of a backend: each error names the argument, its value and what was expected, and nothing has changed. */
class ContractTest {
    private final Backend backend = new ReferenceBackend();
    private final Backend other = new ReferenceBackend();
    private final TestMemory memory = new TestMemory(backend);
    private final View target = memory.reals(2, 3, 1, 2, 3, 4, 5, 6);

    @AfterEach
    void close() {
        backend.close();
        other.close();
    }

    private void refused(String expected, Executable call) {
        assertEquals(
                expected, assertThrows(IllegalArgumentException.class, call).getMessage());
        assertArrayEquals(new double[] {1, 2, 3, 4, 5, 6}, memory.read(target), "something was written");
    }

    @Test
    void wrongShapesNameBoth() {
        refused("x: 3 x 2; expected 2 x 3", () -> backend.axpby(1, memory.zeros(3, 2), 0, target));
        refused(
                "a: 3 x 4; expected 2 x 4",
                () -> backend.gemm(GemmSpec.NN, memory.zeros(3, 4), memory.zeros(4, 3), null, target));
        refused(
                "b: 4 x 3; expected 3 x 4",
                () -> backend.gemm(GemmSpec.NT, memory.zeros(2, 4), memory.zeros(4, 3), null, target));
        refused(
                "dy: 2 x 2; expected 2 x 3",
                () -> backend.activationBackward(Activation.TANH, target, memory.zeros(2, 2), target));
        refused("out: 2 x 3; expected 1 x 3", () -> backend.columnSum(memory.zeros(2, 3), target));
        refused(
                "ids: 3 x 1; expected 2 x 1",
                () -> backend.embeddingForward(memory.zeros(5, 3), memory.ints(1, 2, 3), target));
        refused(
                "step: 1 x 1; expected 1 x 2",
                () -> backend.dropout(new DropoutSpec(0, 1, 1), memory.zeros(1, 1), target, target));
    }

    @Test
    void theBiasGoesWithTheEpilogue() {
        View a = memory.zeros(2, 4);
        View b = memory.zeros(4, 3);
        refused(
                "bias: absent with epilogue BIAS",
                () -> backend.gemm(GemmSpec.NN.with(Epilogue.BIAS), a, b, null, target));
        refused("bias: given with epilogue NONE", () -> backend.gemm(GemmSpec.NN, a, b, memory.zeros(1, 3), target));
    }

    @Test
    void wrongElementTypesNameBoth() {
        View ids = memory.ints(0, 0);
        refused("out: holds INT32; expected REAL", () -> backend.embeddingForward(target, ids, ids));
        refused("ids: holds REAL; expected INT32", () -> backend.embeddingForward(target, memory.zeros(2, 1), target));
    }

    @Test
    void buffersOfAnotherInstanceAreRefused() {
        View foreign = new TestMemory(other).zeros(2, 3);
        refused(
                "x: a buffer of backend reference (another instance) given to backend reference; download from one and upload to the other",
                () -> backend.axpby(1, foreign, 0, target));
    }

    @Test
    void closedBuffersAreRefused() {
        View closed = memory.zeros(2, 3);
        closed.buffer().close();
        String message = assertThrows(IllegalStateException.class, () -> backend.axpby(1, closed, 0, target))
                .getMessage();
        assertEquals("x: the buffer is closed, by itself or with its backend", message);
        assertThrows(IllegalStateException.class, () -> backend.fill(closed, 1));
        assertThrows(IllegalStateException.class, () -> backend.download(closed.buffer(), 0, new double[1], 0, 1));
    }

    @Test
    void transfersOutsideNameBothSides() {
        DeviceBuffer buffer = target.buffer();
        refused("transfer: 2 elements at 5 of a buffer of 6", () -> backend.upload(buffer, 5, new double[2], 0, 2));
        refused("transfer: 2 elements at 1 of an array of 2", () -> backend.upload(buffer, 0, new float[2], 1, 2));
        refused("transfer: -1 elements at 0 of a buffer of 6", () -> backend.upload(buffer, 0, new double[2], 0, -1));
        refused(
                "transfer: 1 elements at 9223372036854775807 of a buffer of 6",
                () -> backend.upload(buffer, Long.MAX_VALUE, new double[1], 0, 1));
        refused("buffer: holds REAL; expected INT32", () -> backend.upload(buffer, 0, new int[1], 0, 1));
    }

    static Stream<Arguments> overlaps() {
        return Stream.of(
                Arguments.of("one row apart", new long[] {0, 4, 3, 3}, new long[] {3, 4, 3, 3}),
                Arguments.of("the same", new long[] {0, 4, 3, 3}, new long[] {0, 4, 3, 3}),
                Arguments.of("bands that share a column", new long[] {0, 4, 3, 6}, new long[] {2, 4, 3, 6}),
                Arguments.of("a band that wraps", new long[] {4, 3, 3, 6}, new long[] {0, 3, 2, 6}),
                Arguments.of("other strides", new long[] {0, 4, 3, 6}, new long[] {3, 4, 3, 5}));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("overlaps")
    void overlappingOperandsAreRefused(String name, long[] first, long[] second) {
        DeviceBuffer buffer = backend.allocate(ElementType.REAL, 40);
        View x = view(buffer, first);
        View c = view(buffer, second);
        View square = memory.zeros(c.columns(), x.columns());
        String message = assertThrows(
                        IllegalArgumentException.class, () -> backend.gemm(GemmSpec.NT, x, square, null, c))
                .getMessage();
        assertTrue(message.startsWith("a") && message.contains("overlap"), message);
    }

    @Test
    void bandsOfOneMatrixAreSeparate() {
        DeviceBuffer buffer = backend.allocate(ElementType.REAL, 24);
        View left = new View(buffer, 0, 4, 3, 6);
        View right = new View(buffer, 3, 4, 3, 6);
        backend.gemm(GemmSpec.NN, left, memory.zeros(3, 3), null, right);
        backend.axpby(1, left, 1, left);
        String message = assertThrows(
                        IllegalArgumentException.class, () -> backend.axpby(1, left.slice(0, 3), 0, left.slice(1, 3)))
                .getMessage();
        assertEquals("x and y overlap without being the same view", message);
    }

    @Test
    void theFusedHeadIsCheckedBeforeItsProduct() {
        LossState loss = new LossState(memory.zeros(1, 1), memory.zeros(2, 1), memory.zeros(1, 2));
        refused(
                "targets: 3 x 1; expected 2 x 1",
                () -> backend.linearSoftmaxCrossEntropy(
                        memory.zeros(2, 4),
                        memory.zeros(3, 4),
                        memory.zeros(1, 3),
                        memory.ints(0, 0, 0),
                        loss,
                        target));
    }

    @Test
    void optimizerStateMustBeSeparateAndComplete() {
        View scalars = memory.zeros(1, StepScalars.LENGTH);
        View p = memory.zeros(1, 4);
        View g = memory.zeros(1, 4);
        View m = memory.zeros(1, 4);
        refused(
                "v: absent; Adam needs it",
                () -> backend.adamStep(AdamSpec.DEFAULT, new OptimizerState(p, g, m, null), scalars));
        refused(
                "v: given; SGD has none",
                () -> backend.sgdStep(new SgdSpec(0, 0), new OptimizerState(p, g, m, p), scalars));
        refused(
                "m and gradients overlap; expected separate memory",
                () -> backend.sgdStep(new SgdSpec(0, 0), new OptimizerState(p, g, g, null), scalars));
        refused(
                "scalars: 1 x 4; expected 1 x 12",
                () -> backend.sgdStep(new SgdSpec(0, 0), new OptimizerState(p, g, m, null), memory.zeros(1, 4)));
    }

    @Test
    void gateOperandsAreChecked() {
        RecurrentSpec gru = RecurrentSpec.forward(CellType.GRU, 2, 2, 1, 1);
        View bias = memory.zeros(1, 3);
        GateStep step = new GateStep(
                memory.zeros(2, 3), memory.zeros(2, 3), memory.zeros(2, 1), memory.zeros(2, 1), null, null);
        refused("step: 2; expected 0 to 1", () -> backend.gatesForward(gru, 2, bias, null, step));
        refused("lengths: 3 x 1; expected 2 x 1", () -> backend.gatesForward(gru, 0, bias, memory.ints(1, 1, 1), step));
        View d = memory.zeros(2, 3);
        refused(
                "dRecurrent: the same view as dGates for a GRU; only a GRU needs two",
                () -> backend.gatesBackward(
                        gru, 0, null, step, new GateGradients(null, memory.zeros(2, 1), null, d, d)));
    }

    @Test
    void specsNameTheValue() {
        assertSpec("steps: 0; expected at least 1", () -> RecurrentSpec.forward(CellType.TANH, 0, 1, 1, 1));
        assertSpec("beta: 0.5; expected 0 or 1", () -> new GemmSpec(false, false, 0.5, Epilogue.NONE));
        assertSpec("probability: 1.0; expected at least 0 and below 1", () -> new DropoutSpec(1, 0, 0));
        assertSpec(
                "SGD: momentum NaN, weight decay 0.0; expected a momentum in [0, 1) and no negative decay",
                () -> new SgdSpec(Double.NaN, 0));
    }

    private static void assertSpec(String expected, Executable call) {
        assertEquals(
                expected, assertThrows(IllegalArgumentException.class, call).getMessage());
    }

    private static View view(DeviceBuffer buffer, long[] numbers) {
        return new View(buffer, numbers[0], (int) numbers[1], (int) numbers[2], (int) numbers[3]);
    }
}
