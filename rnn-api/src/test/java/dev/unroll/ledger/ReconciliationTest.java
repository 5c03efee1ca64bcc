package dev.unroll.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.backend.Backend;
import dev.unroll.backend.CellType;
import dev.unroll.conformance.PlantedFault;
import dev.unroll.ledger.MistakenBackend.Mistake;
import dev.unroll.nn.Loss;
import dev.unroll.nn.LossAt;
import dev.unroll.nn.Network;
import dev.unroll.nn.NetworkSpec;
import dev.unroll.reference.ReferenceBackend;
import dev.unroll.train.Batch;
import dev.unroll.train.NetworkCase;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A wrong gradient is found, and the report names layer, step and path. */
class ReconciliationTest {
    private static final int LAYERS = 2;
    private static final int LAST = NetworkCase.STEPS - 1;

    private static Ledger ledger(CellType cell, LossAt at, Backend backend) {
        NetworkSpec spec = NetworkCase.dense(cell, LAYERS, Loss.CROSS_ENTROPY, at, 0);
        Random random = new Random(11);
        try (Network network = new Network(spec, backend)) {
            NetworkCase.fill(network, random);
            Batch batch = NetworkCase.batch(spec, random, NetworkCase.STEPS, false);
            return GradientLedger.write(network, batch);
        }
    }

    private static String reported(CellType cell, LossAt at, Mistake mistake, int layer, int step) {
        try (ReferenceBackend reference = new ReferenceBackend()) {
            Ledger ledger = ledger(cell, at, reference);
            Backend mistaken = new MistakenBackend(reference, mistake, layer, step, LAYERS);
            Reconciliation found = Reconciliation.of(ledger, mistaken);
            assertTrue(found.sharesAddUp().held(), found.sharesAddUp()::toString);
            assertFalse(found.backendAgrees().held());
            LedgerException error = assertThrows(LedgerException.class, found::require);
            String first = found.backendAgrees().faults().get(0);
            assertTrue(error.getMessage().contains(first), error.getMessage());
            return first;
        }
    }

    private static void assertNames(String report, String... words) {
        for (String word : words) {
            assertTrue(report.contains(word), "\"" + word + "\" in: " + report);
        }
    }

    @ParameterizedTest
    @EnumSource(CellType.class)
    void aTemporalPartThatIsDropped(CellType cell) {
        // A GRU's state reaches the next step past R as well, and an LSTM's cell state past both.
        String part = "the temporal part is dropped";
        String report = reported(cell, LossAt.ALL_STEPS, Mistake.TEMPORAL_DROPPED, 0, -1);
        assertNames(report, "layer 1, step " + (LAST - 1), "path D", part, "h1_" + LAST);
        report = reported(cell, LossAt.ALL_STEPS, Mistake.TEMPORAL_DROPPED, 1, -1);
        assertNames(report, "layer 2, step " + (LAST - 1), "path B", part, "h2_" + LAST);
    }

    @Test
    void aCellStateThatIsDropped() {
        String report = reported(CellType.LSTM, LossAt.ALL_STEPS, Mistake.CELL_DROPPED, 0, -1);
        assertNames(report, "layer 1, step " + (LAST - 1), "path D", "temporal part of the cell state is dropped");
    }

    @Test
    void aSpatialPartThatIsDropped() {
        assertNames(
                reported(CellType.GRU, LossAt.ALL_STEPS, Mistake.SPATIAL_DROPPED, 1, -1),
                "layer 2, step " + LAST,
                "path A",
                "the spatial part is dropped");
        assertNames(
                reported(CellType.TANH, LossAt.LAST_STEP, Mistake.SPATIAL_DROPPED, 0, -1),
                "layer 1, step " + LAST,
                "path C");
    }

    @ParameterizedTest
    @CsvSource({"TANH, 0, 1", "TANH, 1, 2", "LSTM, 0, 2", "GRU, 1, 1"})
    void aStepThatIsForgotten(CellType cell, int layer, int step) {
        String report = reported(cell, LossAt.ALL_STEPS, Mistake.STEP_FORGOTTEN, layer, step);
        assertNames(report, "layer " + (layer + 1) + ", step " + step, "the step is forgotten");
        assertNames(report, layer == 1 ? "paths A and B" : "paths C and D");
    }

    @ParameterizedTest
    @CsvSource({"TANH, 0, 1, W_h1h1, D", "LSTM, 1, 2, W_h2h2, B", "GRU, 0, 3, W_h1h1, D"})
    void aShareThatIsForgotten(CellType cell, int layer, int step, String weight, String path) {
        String report = reported(cell, LossAt.LAST_STEP, Mistake.SHARE_FORGOTTEN, layer, step);
        assertNames(
                report, "layer " + (layer + 1), "step " + step, "path " + path, weight, "the step's share is missing");
    }

    @Test
    void aDerivativeThatIsWrong() {
        assertNames(
                reported(CellType.TANH, LossAt.ALL_STEPS, Mistake.DERIVATIVE_WRONG, 1, 2),
                "layer 2, step 2",
                "what the cell lets through is wrong");
    }

    @Test
    void aStateThatIsWrong() {
        assertNames(
                reported(CellType.TANH, LossAt.ALL_STEPS, Mistake.FORWARD_WRONG, 0, 2),
                "layer 1, step 2",
                "forward",
                "h1_2");
    }

    /** A backend's planted fault in what comes after the loop: no single step has it. */
    @Test
    void aGradientThatNoSingleStepExplains() {
        try (ReferenceBackend reference = new ReferenceBackend()) {
            Ledger ledger = ledger(CellType.TANH, LossAt.ALL_STEPS, reference);
            String report = Reconciliation.of(ledger, PlantedFault.TRANSPOSED_DR.in(reference))
                    .backendAgrees()
                    .faults()
                    .get(0);
            assertNames(report, "layer 2", "W_h2h2", "no single step explains it");
        }
    }

    /** Without a mistake the same wrapping is found to be right: the findings above are the mistakes'. */
    @ParameterizedTest
    @EnumSource(CellType.class)
    void noMistakeIsFoundWhereThereIsNone(CellType cell) {
        try (ReferenceBackend reference = new ReferenceBackend()) {
            Ledger ledger = ledger(cell, LossAt.ALL_STEPS, reference);
            Backend wrapped = new MistakenBackend(reference, Mistake.NONE, 0, 0, LAYERS);
            Reconciliation found = Reconciliation.of(ledger, wrapped).require();
            assertTrue(found.backendAgrees().error() < 1e-25, found.backendAgrees()::toString);
            assertTrue(found.toString().contains("held: "), found.toString());
        }
    }

    /** A line of the ledger that was written over: the shares no longer add up, and the step is named. */
    @Test
    void sharesThatDoNotAddUp() {
        try (ReferenceBackend reference = new ReferenceBackend()) {
            Ledger ledger = ledger(CellType.GRU, LossAt.ALL_STEPS, reference);
            for (double[] row : ledger.at(2, 1).backward().throughRecurrent()) {
                for (int j = 0; j < row.length; j++) {
                    row[j] *= 3;
                }
            }
            Reconciliation found = Reconciliation.of(ledger, reference);
            assertFalse(found.sharesAddUp().held());
            assertNames(found.sharesAddUp().faults().get(0), "layer 2", "path B", "W_h2h2", "step 2");
            assertEquals(2, found.sharesAddUp().faults().size(), "W_h2h2 and b_hh2 alone");
            assertThrows(LedgerException.class, found::require);
        }
    }
}
