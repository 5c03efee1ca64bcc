package dev.unroll.ledger;

import dev.unroll.backend.Backend;
import dev.unroll.conformance.Precision;
import dev.unroll.nn.BackwardRequest;
import dev.unroll.nn.InputGradients;
import dev.unroll.nn.Network;
import dev.unroll.nn.NetworkState;
import dev.unroll.train.GradientPass;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The ledger's batch on a backend.
 *
 * @param backend its name
 * @param exact whether it stores doubles
 * @param witness what was seen of each layer on the way back
 * @param results {@code loss}, every parameter's gradient by the parameter's name, {@code h0_lK} and {@code c0_lK}
 */
record BackendRun(String backend, boolean exact, BackendWitness witness, Map<String, double[]> results) {
    static BackendRun of(Ledger ledger, Backend backend) {
        BackendWitness witness = new BackendWitness(backend);
        Map<String, double[]> results = new LinkedHashMap<>();
        try (Network network = new Network(ledger.spec(), witness);
                GradientPass pass = new GradientPass(network)) {
            ledger.sequence().parameters().forEach(network::write);
            DropoutMasks masks = ledger.sequence().masks();
            if (masks.probability() > 0) {
                pass.dropout(masks.seed(), masks.step());
            }
            GradientPass.Result result = pass.run(ledger.batch(), BackwardRequest.EVERYTHING);
            results.put("loss", new double[] {result.loss()});
            ledger.spec().parameters().forEach(each -> results.put(each.name(), network.readGradient(each.name())));
            initial(ledger, result.gradients(), results);
        }
        boolean exact = Precision.of(backend) == Precision.DOUBLE;
        return new BackendRun(backend.name(), exact, witness, results);
    }

    private static void initial(Ledger ledger, InputGradients gradients, Map<String, double[]> results) {
        NetworkState initial = gradients.initial();
        for (int k = 0; initial != null && k < ledger.layers(); k++) {
            results.put("h0_l" + k, initial.readH(k));
            if (initial.c(k) != null) {
                results.put("c0_l" + k, initial.readC(k));
            }
        }
    }
}
