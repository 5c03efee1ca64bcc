package dev.unroll.bench.trace;

import dev.unroll.backend.CellType;
import dev.unroll.ledger.GradientLedger;
import dev.unroll.ledger.Ledger;
import dev.unroll.ledger.Reconciliation;
import dev.unroll.nn.Initialization;
import dev.unroll.nn.Loss;
import dev.unroll.nn.LossAt;
import dev.unroll.nn.Network;
import dev.unroll.nn.NetworkSpec;
import dev.unroll.nn.Scheme;
import dev.unroll.reference.ReferenceBackend;
import dev.unroll.train.Batch;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A small network's ledger.
 *
 * @param ledger the numbers
 * @param labels the words
 * @param reconciliation whether they add up
 */
record SampleLedger(Ledger ledger, TraceLabels labels, Reconciliation reconciliation) {
    /** Words in, words out. */
    static SampleLedger words(CellType cell, int... ids) {
        NetworkSpec spec = NetworkSpec.builder()
                .tokens(9, 4)
                .layer(cell, 6)
                .layer(cell, 5)
                .outputs(9)
                .build();
        int[] targets = new int[ids.length];
        List<String> reads = new ArrayList<>();
        List<String> wants = new ArrayList<>();
        for (int t = 0; t < ids.length; t++) {
            targets[t] = (ids[t] + 1) % 9;
            reads.add("word" + ids[t]);
            wants.add("<b>" + targets[t]);
        }
        TraceLabels labels = new TraceLabels("a & b", reads, wants);
        return of(spec, Initialization.seed(3), Batch.tokens(spec, ids.length, 1, ids, targets, null), labels);
    }

    /** Numbers in; the first of them out at the last step. */
    static SampleLedger recall(CellType cell, Scheme scheme, int hidden, int steps, int layers) {
        NetworkSpec.Builder builder = NetworkSpec.builder().dense(1);
        for (int k = 0; k < layers; k++) {
            builder.layer(cell, hidden);
        }
        NetworkSpec spec = builder.outputs(1)
                .loss(Loss.MEAN_SQUARED_ERROR)
                .lossAt(LossAt.LAST_STEP)
                .build();
        double[] x = new double[steps];
        List<String> reads = new ArrayList<>();
        for (int t = 0; t < steps; t++) {
            x[t] = Math.sin(t * 1.7) + 0.3;
            reads.add("x" + t);
        }
        List<String> wants = new ArrayList<>(Collections.nCopies(steps, ""));
        wants.set(steps - 1, "x0");
        Batch batch = Batch.regression(spec, steps, 1, x, new double[] {x[0]}, null);
        return of(spec, Initialization.seed(1).with(scheme), batch, new TraceLabels("recall", reads, wants));
    }

    private static SampleLedger of(NetworkSpec spec, Initialization how, Batch batch, TraceLabels labels) {
        try (ReferenceBackend backend = new ReferenceBackend();
                Network network = Network.create(spec, backend, how)) {
            Ledger ledger = GradientLedger.write(network, batch);
            return new SampleLedger(ledger, labels, Reconciliation.of(ledger, backend));
        }
    }

    UnrolledPicture picture(int width, boolean whole) {
        return new UnrolledPicture(ledger, labels, width, whole);
    }
}
