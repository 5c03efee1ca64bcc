package dev.unroll.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.backend.CellType;
import dev.unroll.backend.DeviceBuffer;
import dev.unroll.backend.ElementType;
import dev.unroll.backend.View;
import dev.unroll.reference.ReferenceBackend;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class NetworkTest {
    private static final NetworkSpec SPEC = NetworkSpec.builder()
            .tokens(5, 3)
            .layer(CellType.TANH, 4)
            .layer(CellType.LSTM, 2)
            .outputs(5)
            .dropout(0.5)
            .build();

    private final ReferenceBackend backend = new ReferenceBackend();

    @AfterEach
    void close() {
        backend.close();
    }

    private static void refuses(String expected, Executable action) {
        String message = assertThrows(IllegalArgumentException.class, action).getMessage();
        assertTrue(message.contains(expected), message);
    }

    @Test
    void parametersHaveTheNamesAndShapesOfPyTorchInOrderAndDoNotOverlap() {
        List<String> shapes = SPEC.parameters().stream()
                .map(p -> p.name() + " " + p.rows() + "x" + p.columns())
                .toList();
        assertEquals(
                List.of(
                        "embedding.weight 5x3",
                        "weight_ih_l0 4x3",
                        "weight_hh_l0 4x4",
                        "bias_ih_l0 1x4",
                        "bias_hh_l0 1x4",
                        "weight_ih_l1 8x4",
                        "weight_hh_l1 8x2",
                        "bias_ih_l1 1x8",
                        "bias_hh_l1 1x8",
                        "linear.weight 5x2",
                        "linear.bias 1x5"),
                shapes);
        long end = 0;
        for (ParameterSpec parameter : SPEC.parameters()) {
            assertTrue(parameter.offset() >= end, parameter.name());
            assertEquals(0, parameter.offset() % ParameterLayout.ALIGNMENT, parameter.name());
            end = parameter.offset() + parameter.size();
        }
        assertTrue(SPEC.parameterBufferLength() >= end);
    }

    @Test
    void badSpecsAreRefused() {
        refuses("layers: none", () -> NetworkSpec.builder().dense(1).outputs(1).build());
        refuses(
                "inputSize: 0",
                () -> NetworkSpec.builder().layer(CellType.GRU, 1).outputs(1).build());
        refuses("vocabulary: 0", () -> NetworkSpec.builder().tokens(0, 3));
        refuses(
                "embedding: 0",
                () -> NetworkSpec.builder()
                        .tokens(3, 0)
                        .layer(CellType.GRU, 1)
                        .outputs(1)
                        .build());
        refuses(
                "outputs: 0",
                () -> NetworkSpec.builder().dense(1).layer(CellType.GRU, 1).build());
        refuses("hidden: -1", () -> NetworkSpec.builder().layer(CellType.GRU, -1));
        refuses(
                "dropout: 1.0",
                () -> NetworkSpec.builder()
                        .dense(1)
                        .layer(CellType.GRU, 1)
                        .outputs(1)
                        .dropout(1)
                        .build());
        refuses(
                "parameters; expected at most",
                () -> NetworkSpec.builder()
                        .tokens(1 << 30, 4)
                        .layer(CellType.TANH, 1)
                        .outputs(1)
                        .build()
                        .parameters());
    }

    @Test
    void whatIsWrittenIsRead() {
        try (Network network = new Network(SPEC, backend)) {
            double[] values = {1, 2, 3, 4, 5};
            network.write("linear.bias", values);
            assertArrayEquals(values, network.read("linear.bias"));
            assertArrayEquals(new double[10], network.read("linear.weight"));
            refuses("linear.bias: 4 values; expected 5", () -> network.write("linear.bias", new double[4]));
            refuses(
                    "linear.bias: value 1 is NaN",
                    () -> network.write("linear.bias", new double[] {0, Double.NaN, 0, 0, 0}));
            refuses("parameter: \"bias\"; expected one of [embedding.weight", () -> network.read("bias"));
            assertArrayEquals(values, network.read("linear.bias"), "refused writes change nothing");
        }
    }

    @Test
    void badInputIsRefused() {
        try (Network network = new Network(SPEC, backend);
                NetworkState narrow = NetworkState.zeros(network, 1);
                DeviceBuffer ids = backend.allocate(ElementType.INT32, 6);
                DeviceBuffer reals = backend.allocate(ElementType.REAL, 6)) {
            NetworkInput input = NetworkInput.of(3, 2, ids.view(0, 6, 1));
            refuses("no source of masks", () -> network.forward(input, Mode.TRAIN));
            refuses("1 rows; expected 2 layers of 2", () -> network.forward(input.withInitial(narrow), Mode.INFER));
            refuses(
                    "input: REAL 6 x 1; expected INT32 6 x 1",
                    () -> network.forward(NetworkInput.of(3, 2, reals.view(0, 6, 1)), Mode.INFER));
            refuses(
                    "input: INT32 4 x 1; expected INT32 6 x 1",
                    () -> network.forward(NetworkInput.of(3, 2, ids.view(0, 4, 1)), Mode.INFER));
            refuses("0 steps", () -> network.forward(NetworkInput.of(0, 2, ids.view(0, 0, 1)), Mode.INFER));
            refuses("c of layer 0", () -> narrow.readC(0));
            refuses("h of layer 1: 3 values; expected 2", () -> narrow.writeH(1, new double[3]));
        }
    }

    @Test
    void passesOutOfOrderAreRefused() {
        try (Network network = new Network(SPEC, backend);
                DeviceBuffer ids = backend.allocate(ElementType.INT32, 6)) {
            NetworkInput input = NetworkInput.of(3, 2, ids.view(0, 6, 1));
            Activations first = network.forward(input, Mode.EVALUATE);
            String early = assertThrows(
                            IllegalStateException.class, () -> network.backward(first, BackwardRequest.PARAMETERS))
                    .getMessage();
            assertTrue(early.contains("no loss was computed"), early);
            network.forward(input, Mode.INFER);
            String late = assertThrows(IllegalStateException.class, () -> network.logits(first))
                    .getMessage();
            assertTrue(late.contains("a later pass"), late);
            network.close();
            assertThrows(IllegalStateException.class, () -> network.forward(input, Mode.INFER));
            assertThrows(IllegalStateException.class, () -> network.read("linear.bias"));
        }
    }

    @Test
    void dropoutMasksDependOnSeedAndStepAlone() {
        try (Network network = Network.create(SPEC, backend, Initialization.seed(1));
                DeviceBuffer ids = backend.allocate(ElementType.INT32, 20);
                DeviceBuffer step = backend.allocate(ElementType.REAL, 2)) {
            NetworkInput input = NetworkInput.of(10, 2, ids.view(0, 20, 1));
            double[] base = head(network, input, 7, step.view());
            double[] plain = network.read(network.forward(input, Mode.EVALUATE).headInput());
            assertArrayEquals(base, head(network, input, 7, step.view()), "same seed and step");
            assertFalse(Arrays.equals(base, head(network, input, 8, step.view())), "another seed");
            backend.upload(step, 0, new double[] {1, 0}, 0, 2);
            assertFalse(Arrays.equals(base, head(network, input, 7, step.view())), "another step");
            long dropped = Arrays.stream(base).filter(value -> value == 0).count();
            assertTrue(dropped > 5 && dropped < 35, dropped + " of 40 dropped at one half");
            assertEquals(0, Arrays.stream(plain).filter(value -> value == 0).count(), "none without dropout");
        }
    }

    private static double[] head(Network network, NetworkInput input, long seed, View step) {
        NetworkInput dropping = input.withDropout(new NetworkInput.DropoutSource(seed, step));
        return network.read(network.forward(dropping, Mode.TRAIN).headInput());
    }

    @Test
    void modesWithoutDropoutAgree() {
        try (Network network = Network.create(SPEC, backend, Initialization.seed(2));
                DeviceBuffer ids = backend.allocate(ElementType.INT32, 4)) {
            backend.upload(ids, 0, new int[] {1, 2, 3, 4}, 0, 4);
            NetworkInput input = NetworkInput.of(2, 2, ids.view(0, 4, 1));
            double[] evaluate = network.read(network.logits(network.forward(input, Mode.EVALUATE)));
            assertArrayEquals(evaluate, network.read(network.logits(network.forward(input, Mode.INFER))));
        }
    }
}
