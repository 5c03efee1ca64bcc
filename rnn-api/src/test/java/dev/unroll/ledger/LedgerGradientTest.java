package dev.unroll.ledger;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.backend.CellType;
import dev.unroll.nn.BackwardRequest;
import dev.unroll.nn.Loss;
import dev.unroll.nn.LossAt;
import dev.unroll.nn.Network;
import dev.unroll.nn.NetworkSpec;
import dev.unroll.nn.NetworkState;
import dev.unroll.nn.ParameterSpec;
import dev.unroll.reference.ReferenceBackend;
import dev.unroll.train.Batch;
import dev.unroll.train.GradientPass;
import dev.unroll.train.NetworkCase;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The ledger against the reference: 1e-10 of each array's largest value, and both invariants. */
class LedgerGradientTest {
    private static final double BOUND = 1e-10;

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
        check(NetworkCase.dense(cell, layers, loss, at, 0), false);
    }

    /** One row of the padded batch has no step at all. */
    @ParameterizedTest
    @MethodSource("networks")
    void paddedRowsFromGivenStateWithDropout(CellType cell, int layers, Loss loss, LossAt at) {
        check(NetworkCase.dense(cell, layers, loss, at, 0.4), true);
    }

    @ParameterizedTest
    @EnumSource(CellType.class)
    void tokens(CellType cell) {
        check(NetworkCase.tokens(cell, 0.3), true);
    }

    private static void check(NetworkSpec spec, boolean padded) {
        Random random = new Random(7);
        try (ReferenceBackend backend = new ReferenceBackend();
                Network network = new Network(spec, backend);
                NetworkState state = NetworkCase.state(network, random, NetworkCase.ROWS);
                GradientPass pass = new GradientPass(network)) {
            NetworkCase.fill(network, random);
            Batch plain = NetworkCase.batch(spec, random, NetworkCase.STEPS, padded);
            Batch batch = padded ? plain.startingFrom(state) : plain;
            long step = (1L << 24) + 3;
            Ledger ledger = spec.dropout() > 0
                    ? GradientLedger.write(network, batch, 42, step)
                    : GradientLedger.write(network, batch);
            if (spec.dropout() > 0) {
                pass.dropout(42, step);
            }
            GradientPass.Result result = pass.run(batch, BackwardRequest.EVERYTHING);
            close("loss", new double[] {result.loss()}, new double[] {ledger.loss()});
            for (ParameterSpec each : spec.parameters()) {
                close(each.name(), network.readGradient(each.name()), ledger.gradient(each.name()));
                close("shares of " + each.name(), network.readGradient(each.name()), sum(ledger, each));
            }
            states(result.gradients().initial(), ledger);
            everyLineAddsUp(ledger);
            assertTrue(Reconciliation.of(ledger, backend).require().held());
        }
    }

    private static double[] sum(Ledger ledger, ParameterSpec parameter) {
        double[] sum = new double[parameter.size()];
        for (int t = 0; t < ledger.steps(); t++) {
            double[] share = ledger.share(parameter.name(), t);
            for (int i = 0; i < sum.length; i++) {
                sum[i] += share[i];
            }
        }
        return sum;
    }

    private static void states(NetworkState seen, Ledger ledger) {
        for (int k = 0; k < ledger.layers(); k++) {
            close("h0 of " + k, seen.readH(k), Rows.flat(ledger.initialGradient(k)));
            if (seen.c(k) != null) {
                close("c0 of " + k, seen.readC(k), Rows.flat(ledger.initialCellGradient(k)));
            }
        }
    }

    /** Spatial and temporal part are the sum; nothing comes from behind the last step; padding has no share. */
    private static void everyLineAddsUp(Ledger ledger) {
        for (int t = 0; t < ledger.steps(); t++) {
            for (int k = 0; k < ledger.layers(); k++) {
                LayerStep.Backward back = ledger.at(t, k).backward();
                for (int n = 0; n < ledger.rows(); n++) {
                    assertArrayEquals(
                            back.sum()[n], Rows.sum(back.spatial(), back.temporal())[n], "step " + t + ", layer " + k);
                    if (t == ledger.steps() - 1) {
                        assertEquals(0, Norm.of(back.temporal()[n]));
                    }
                    if (t >= ledger.batch().lengths()[n]) {
                        assertEquals(0, Norm.of(back.throughInput()[n], back.throughRecurrent()[n], back.spatial()[n]));
                    }
                }
            }
        }
    }

    private static void close(String name, double[] expected, double[] actual) {
        assertEquals(expected.length, actual.length, name);
        double largest = Norm.largest(expected);
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], actual[i], BOUND * largest, name + "[" + i + "]");
        }
    }
}
