package dev.unroll.bench.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.backend.CellType;
import dev.unroll.ledger.GradientFlow;
import dev.unroll.ledger.Ledger;
import dev.unroll.ledger.Norm;
import dev.unroll.nn.Scheme;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class BackwardPassTextTest {
    /** The line that begins with a symbol has the number. */
    private static void assertLine(String text, String symbol, double norm) {
        String line = text.lines()
                .filter(each -> each.strip().startsWith(symbol))
                .findFirst()
                .orElseThrow(() -> new AssertionError(symbol + " in:\n" + text));
        assertTrue(List.of(line.strip().split(" +")).contains(Figures.of(norm)), Figures.of(norm) + " in: " + line);
    }

    @ParameterizedTest
    @EnumSource(CellType.class)
    void everyLineHasItsNumber(CellType cell) {
        SampleLedger sample = SampleLedger.words(cell, 1, 2, 3, 4);
        Ledger ledger = sample.ledger();
        String text = BackwardPassText.of(ledger, sample.labels(), 2);
        assertTrue(text.startsWith("BackwardPass(2): reads word3, should say <b>4"), text);
        String through = cell == CellType.GRU ? "du" : "da";
        assertLine(text, "dO_2", Norm.of(ledger.output(2).gradient()));
        assertLine(text, "dW_h2o += dO_2 h2_2^T", ledger.shareNorm("linear.weight", 2));
        assertLine(
                text,
                "dh2_2  = W_h2o^T dO_2",
                Norm.of(ledger.at(2, 1).backward().spatial()));
        assertLine(
                text,
                "+ W_h2h2^T " + through + "2_3",
                Norm.of(ledger.at(2, 1).backward().temporal()));
        assertLine(text, "= dh2_2", Norm.of(ledger.at(2, 1).backward().sum()));
        assertLine(text, "da2_2", Norm.of(ledger.at(2, 1).backward().throughInput()));
        assertLine(text, "dW_h2h2 += " + through + "2_2 h2_1^T", ledger.shareNorm("weight_hh_l1", 2));
        assertLine(text, "dW_h1h2 += da2_2 h1_2^T", ledger.shareNorm("weight_ih_l1", 2));
        assertLine(
                text,
                "dh1_2  = W_h1h2^T da2_2",
                Norm.of(ledger.at(2, 0).backward().spatial()));
        assertLine(text, "dW_h1h1 += " + through + "1_2 h1_1^T", ledger.shareNorm("weight_hh_l0", 2));
        assertLine(text, "dW_xh1 += da1_2 x_2^T", ledger.shareNorm("weight_ih_l0", 2));
        assertLine(text, "dE += dx_2", ledger.shareNorm("embedding.weight", 2));
        assertEquals(cell == CellType.LSTM, text.contains("dc2_2  = f_3 dc2_3"), text);
    }

    @Test
    void firstAndLastStepSayWhereTheyEnd() {
        SampleLedger sample = SampleLedger.words(CellType.TANH, 1, 2);
        assertTrue(BackwardPassText.of(sample.ledger(), sample.labels(), 1).contains("+ 0, the last step"));
        assertTrue(BackwardPassText.of(sample.ledger(), sample.labels(), 0).contains("h1_init"));
        SampleLedger recall = SampleLedger.recall(CellType.TANH, Scheme.UNIFORM, 3, 3, 1);
        assertTrue(BackwardPassText.of(recall.ledger(), recall.labels(), 0).contains("no loss at this step"));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 2})
    void aStepThatIsNotThere(int step) {
        SampleLedger sample = SampleLedger.words(CellType.TANH, 1, 2);
        IllegalArgumentException refused = assertThrows(
                IllegalArgumentException.class, () -> BackwardPassText.of(sample.ledger(), sample.labels(), step));
        assertTrue(String.valueOf(refused.getMessage()).contains("step: " + step + "; expected 0 to 1"));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "1, 1.00",
        "12.345, 12.3",
        "-0.00123456, -0.00123",
        "123.4, 123",
        "99999, 99999",
        "1e-7, 1.0e-07",
        "123456, 1.2e+05"
    })
    void figuresHaveThreeDigitsInSevenColumns(double value, String text) {
        assertEquals(text, Figures.of(value));
    }

    @Test
    void vanishingAndFlushedStepsAreNamed() {
        SampleLedger sample = SampleLedger.recall(CellType.TANH, Scheme.UNIFORM, 4, 200, 1);
        String text = FlowText.of(GradientFlow.of(sample.ledger()));
        assertTrue(text.contains("below 1e-3 of the last step's at steps "), text);
        assertTrue(text.contains("flushed to zero in float32 at steps 0-"), text);
        assertEquals("steps 0-3, 7", FlowText.ranges(List.of(0, 1, 2, 3, 7)));
        assertEquals("step 4", FlowText.ranges(List.of(4)));
    }
}
