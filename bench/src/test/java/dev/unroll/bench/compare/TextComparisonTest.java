package dev.unroll.bench.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.backend.CellType;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TextComparisonTest {
    /** The third part has fewer than 64 tokens: with a context of 64 from a zero state the RNN must say what it says with all. */
    @ParameterizedTest
    @EnumSource(CellType.class)
    void contextsThatReachTheBeginAreAllThereIs(CellType cell) {
        TextComparison text = SampleComparison.run(SampleComparison.plan(3, 70, cell));
        assertTrue(text.testTargets() > 32 && text.testTargets() < 64, "targets: " + text.testTargets());
        List<TextComparison.Context> contexts = text.contexts();
        assertEquals(
                List.of(1, 2, 3, 4, 8, 16, 32, 64, 0),
                contexts.stream().map(TextComparison.Context::tokens).toList());
        TextComparison.Context all = contexts.get(8);
        assertEquals(text.rnn().perplexity(), all.rnn(), "all tokens of all targets");
        assertEquals(all.rnn(), contexts.get(7).rnn(), 1e-9 * all.rnn());
        assertTrue(Math.abs(contexts.get(0).rnn() - all.rnn()) > 1e-3 * all.rnn(), "one token is not all");
    }

    @Test
    void theMlpReadsNothingBeyondItsWindow() {
        TextComparison text = SampleComparison.run(SampleComparison.plan(3, 70, CellType.TANH));
        List<TextComparison.Context> contexts = text.contexts();
        for (TextComparison.Context each : contexts.subList(2, contexts.size())) {
            assertEquals(text.mlp().perplexity(), each.mlp(), "tokens " + each.tokens());
        }
        for (TextComparison.Context each : contexts.subList(0, 2)) {
            assertTrue(Math.abs(each.mlp() - text.mlp().perplexity()) > 1e-3, "tokens " + each.tokens());
        }
    }

    @Test
    void dataBudgetAndParametersAreTheSame() {
        ComparePlan plan = SampleComparison.plan(3, 70, CellType.LSTM);
        TextComparison text = SampleComparison.run(plan);
        assertEquals(2L * (plan.corpus().train().length - 1), text.mlp().targets());
        assertEquals(text.mlp().targets(), text.rnn().targets());
        long unit = plan.mlp().withHidden(2).parameterCount()
                - plan.mlp().withHidden(1).parameterCount();
        assertTrue(Math.abs(text.mlp().parameters() - text.rnn().parameters()) <= unit / 2 + 1, "nearest");
        for (TextComparison.Growth each : text.growth()) {
            assertEquals(text.rnn().parameters(), each.rnn());
            assertEquals(plan.mlp().withWindow(each.window()).parameterCount(), each.mlp());
        }
    }

    /** The weights are those of the epoch that was best on held-out text, whichever it is. */
    @Test
    void theBestEpochCounts() {
        TextComparison text = SampleComparison.run(SampleComparison.plan(2, 70, CellType.GRU));
        for (TextComparison.Learned each : List.of(text.mlp(), text.rnn())) {
            assertEquals(2, each.heldOut().size());
            assertEquals(Collections.min(each.heldOut()), each.heldOut().get(each.bestEpoch() - 1));
        }
    }

    @Test
    void theVerdictFollowsTheFigures() {
        TextComparison text = SampleComparison.run(SampleComparison.plan(2, 70, CellType.TANH));
        TextComparison.Learned good = learned(text.mlp(), 0.4 * text.baselines().bigram());
        TextComparison.Learned bad = learned(text.mlp(), 0.8 * text.baselines().bigram());
        String rnnWins = String.join(" ", CompareFigures.verdict(with(text, bad, good)));
        assertTrue(rnnWins.startsWith("The RNN is better: its perplexity is 50.0 % below"), rnnWins);
        String mlpWins = String.join(" ", CompareFigures.verdict(with(text, good, bad)));
        assertTrue(
                mlpWins.startsWith("The RNN does not beat the MLP on this text: its perplexity is 100.0 %"), mlpWins);
        assertFalse(rnnWins.contains("counting pairs"), rnnWins);
        assertFalse(rnnWins.contains("getting better"), rnnWins);
        TextComparison.Learned poor = learned(text.mlp(), text.baselines().bigram());
        String both = String.join(" ", CompareFigures.verdict(with(text, good, poor)));
        assertTrue(both.contains("counting pairs"), both);
        TextComparison.Learned late = new TextComparison.Learned("late", 1, 1.5, 2, List.of(9.0, 8.0), 1, 1);
        String unfinished = String.join(" ", CompareFigures.verdict(with(text, good, late)));
        assertTrue(unfinished.endsWith("Still getting better in the last epoch: late."), unfinished);
    }

    private static TextComparison.Learned learned(TextComparison.Learned from, double perplexity) {
        return new TextComparison.Learned(from.name(), from.parameters(), perplexity, 1, List.of(9.0), 1, 1);
    }

    private static TextComparison with(TextComparison text, TextComparison.Learned mlp, TextComparison.Learned rnn) {
        return new TextComparison(text.plan(), mlp, rnn, text.baselines(), 1, text.contexts(), 1, text.growth());
    }

    @Test
    void linesFitATerminal() {
        TextComparison text = SampleComparison.run(SampleComparison.plan(2, 70, CellType.TANH));
        String shown = ComparisonText.of(text, SampleComparison.ORDER);
        shown.lines().forEach(line -> assertTrue(line.length() < 100, line));
        for (String part : List.of("bigram", "MLP, k = 2", "RNN, tanh", "all", "99.3 %", "25.1 %", "the same")) {
            assertTrue(shown.contains(part), part + " in: " + shown);
        }
    }

    @Test
    void plansThatAreNone() {
        ComparePlan good = SampleComparison.plan(2, 70, CellType.TANH);
        assertThrows(IllegalArgumentException.class, () -> SampleComparison.plan(0, 70, CellType.TANH));
        IllegalArgumentException small = assertThrows(
                IllegalArgumentException.class,
                () -> new ComparePlan(good.corpus(), good.network(), 2, 1000, 100, 0.01, 1, 1));
        assertTrue(String.valueOf(small.getMessage()).contains("lower the rows"), small.getMessage());
    }
}
