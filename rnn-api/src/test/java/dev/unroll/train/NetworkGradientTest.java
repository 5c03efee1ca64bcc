package dev.unroll.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.backend.CellType;
import dev.unroll.conformance.GradientCheck;
import dev.unroll.nn.BackwardRequest;
import dev.unroll.nn.Loss;
import dev.unroll.nn.LossAt;
import dev.unroll.nn.Network;
import dev.unroll.nn.NetworkSpec;
import dev.unroll.nn.NetworkState;
import dev.unroll.nn.ParameterSpec;
import dev.unroll.nn.PreActivations;
import dev.unroll.reference.ReferenceBackend;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Whole-network gradients of the reference against central differences: 1e-6 of each array's largest value. */
class NetworkGradientTest {
    private static final double BOUND = 1e-6;
    private static final double KINK = 1e-3;

    static Stream<Arguments> networks() {
        List<Arguments> all = new ArrayList<>();
        for (CellType cell : CellType.values()) {
            for (int layers = 1; layers <= 3; layers++) {
                for (Loss loss : Loss.values()) {
                    for (LossAt at : LossAt.values()) {
                        all.add(Arguments.of(cell, layers, loss, at));
                    }
                }
            }
        }
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("networks")
    void fullRowsFromZeroState(CellType cell, int layers, Loss loss, LossAt at) {
        check(NetworkCase.dense(cell, layers, loss, at, 0), false, false);
    }

    /** One row of the padded batch has no step at all. */
    @ParameterizedTest
    @MethodSource("networks")
    void paddedRowsFromGivenStateWithDropout(CellType cell, int layers, Loss loss, LossAt at) {
        check(NetworkCase.dense(cell, layers, loss, at, 0.4), true, true);
    }

    @ParameterizedTest
    @EnumSource(CellType.class)
    void tokens(CellType cell) {
        check(NetworkCase.tokens(cell, 0.3), true, true);
    }

    private static void check(NetworkSpec spec, boolean padded, boolean givenState) {
        for (long seed = 1; seed <= 40; seed++) {
            if (checkedWith(seed, spec, padded, givenState)) {
                return;
            }
        }
        throw new AssertionError("no seed keeps every pre-activation away from 0");
    }

    /** False when a ReLU comes too close to its kink for differences to mean anything. */
    private static boolean checkedWith(long seed, NetworkSpec spec, boolean padded, boolean givenState) {
        Random random = new Random(seed);
        try (ReferenceBackend backend = new ReferenceBackend();
                Network network = new Network(spec, backend);
                NetworkState state = NetworkCase.state(network, random, NetworkCase.ROWS);
                GradientPass pass = new GradientPass(network).dropout(42, 3)) {
            NetworkCase.fill(network, random);
            int steps = NetworkCase.STEPS;
            Batch plain = NetworkCase.batch(spec, random, steps, padded);
            Batch batch = givenState ? plain.startingFrom(state) : plain;
            boolean relu = spec.layers().get(0).cell() == CellType.RELU;
            if (relu && PreActivations.smallest(network, pass.forward(batch)) <= KINK) {
                return false;
            }
            GradientPass.Result result = pass.run(batch, BackwardRequest.EVERYTHING);
            List<Array> arrays = parameters(network);
            if (givenState) {
                arrays.addAll(state(state, result.gradients().initial()));
            }
            if (!spec.readsTokens()) {
                double[] gradient = network.read(result.gradients().input());
                double[] x = batch.reals();
                arrays.add(new Array(
                        "input",
                        Arrays.copyOf(x, gradient.length),
                        gradient,
                        values -> System.arraycopy(values, 0, x, 0, values.length)));
            }
            arrays.forEach(array -> array.compare(() -> pass.loss(batch)));
            return true;
        }
    }

    private static List<Array> parameters(Network network) {
        List<Array> arrays = new ArrayList<>();
        for (ParameterSpec parameter : network.spec().parameters()) {
            String name = parameter.name();
            arrays.add(new Array(
                    name, network.read(name), network.readGradient(name), values -> network.write(name, values)));
        }
        return arrays;
    }

    private static List<Array> state(NetworkState state, NetworkState gradient) {
        List<Array> arrays = new ArrayList<>();
        for (int k = 0; k < state.layers(); k++) {
            int layer = k;
            arrays.add(
                    new Array("h0 of " + k, state.readH(k), gradient.readH(k), values -> state.writeH(layer, values)));
            if (state.c(k) != null) {
                arrays.add(new Array(
                        "c0 of " + k, state.readC(k), gradient.readC(k), values -> state.writeC(layer, values)));
            }
        }
        return arrays;
    }

    /** An array that the loss depends on, and its claimed gradient. */
    private record Array(String name, double[] values, double[] gradient, Consumer<double[]> write) {
        void compare(DoubleSupplier loss) {
            assertEquals(values.length, gradient.length, name);
            double[] differences = GradientCheck.gradient(
                    moved -> {
                        write.accept(moved);
                        return loss.getAsDouble();
                    },
                    values,
                    GradientCheck.EPSILON);
            write.accept(values);
            double largest = Arrays.stream(differences).map(Math::abs).max().orElse(0);
            for (int i = 0; i < values.length; i++) {
                double error = Math.abs(differences[i] - gradient[i]);
                // The second term is what rounding of the loss leaves of a difference that is exactly 0.
                assertTrue(
                        error <= BOUND * largest + 1e-11,
                        name + "[" + i + "]: " + gradient[i] + ", difference quotient " + differences[i] + ", largest "
                                + largest);
            }
        }
    }
}
