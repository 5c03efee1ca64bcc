package dev.unroll.bench.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.backend.Backend;
import dev.unroll.backend.Backends;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who reads both marks learns their order, who reads one is right half of the time, who reads none a quarter of it. */
class OrderComparisonTest {
    /** Four standard deviations of a share of 2,000 sequences, or of the half of them that is XY or YX. */
    private static final double LUCK = 0.05;

    private static final double LUCK_OF_PAIRS = 0.07;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void nobodyBeatsWhatCanBeReadAndAllReachIt(int seed) {
        OrderComparison comparison;
        try (Backend backend = Backends.open("cpu")) {
            comparison = OrderComparison.run(backend, seed, new CompareListener() {});
        }
        List<OrderComparison.Result> results = comparison.results();
        assertEquals(
                List.of(30, 8, 20, 30),
                results.stream().map(OrderComparison.Result::window).toList());
        assertEquals(
                List.of(1.0, 0.25, 0.5, 1.0),
                results.stream().map(OrderComparison.Result::best).toList());
        assertEquals(
                List.of(1.0, 0.5, 1.0, 1.0),
                results.stream().map(OrderComparison.Result::pairBest).toList());
        for (OrderComparison.Result result : results) {
            assertEquals(result.best(), result.right(), LUCK, result::toString);
            assertEquals(result.pairBest(), result.pairRight(), LUCK_OF_PAIRS, result::toString);
        }
        long rnn = results.get(0).parameters();
        assertEquals(rnn, results.get(1).parameters(), 0.02 * rnn, "about as many parameters");
        assertTrue(results.get(3).parameters() > 3 * rnn, "reading all costs the MLP more than three times as many");
    }
}
