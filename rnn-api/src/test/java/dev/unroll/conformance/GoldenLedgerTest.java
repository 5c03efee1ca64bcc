package dev.unroll.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.ledger.GradientLedger;
import dev.unroll.ledger.Ledger;
import dev.unroll.nn.Network;
import dev.unroll.nn.NetworkState;
import dev.unroll.nn.ParameterSpec;
import dev.unroll.reference.ReferenceBackend;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The ledger against gradients that another framework computed in double precision; the reference only holds the weights. */
class GoldenLedgerTest {
    private static final double BOUND = 1e-10;

    static List<GoldenFile> files() {
        return GoldenFiles.all();
    }

    @ParameterizedTest
    @MethodSource("files")
    void itsGradientsAreTheFilesOnes(GoldenFile file) {
        NetworkProblem problem = GoldenProblem.of(file);
        try (ReferenceBackend backend = new ReferenceBackend();
                Network network = new Network(problem.spec(), backend);
                NetworkState state = NetworkState.zeros(network, problem.rows())) {
            problem.weights().forEach(network::write);
            for (int k = 0; k < problem.h0().size(); k++) {
                state.writeH(k, problem.h0().get(k));
                if (!problem.c0().isEmpty()) {
                    state.writeC(k, problem.c0().get(k));
                }
            }
            Ledger ledger = GradientLedger.write(network, problem.batch().startingFrom(state));
            assertEquals(file.data("f64.loss")[0], ledger.loss(), BOUND * Math.abs(ledger.loss()));
            for (ParameterSpec each : problem.spec().parameters()) {
                double[] expected = file.data("f64.grad." + each.name());
                Comparison comparison = Comparison.of(
                                each.name(), ledger.gradient(each.name()), expected, BOUND * BOUND)
                        .within(BOUND);
                assertTrue(comparison.agrees(), comparison::toString);
            }
        }
    }
}
