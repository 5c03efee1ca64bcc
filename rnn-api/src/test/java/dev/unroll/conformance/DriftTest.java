package dev.unroll.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.backend.Backend;
import dev.unroll.backend.Backends;
import dev.unroll.backend.CellType;
import dev.unroll.backend.RecurrentSpec;
import dev.unroll.backend.RecurrentState;
import dev.unroll.backend.RecurrentWeights;
import dev.unroll.backend.View;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DriftTest {
    private static Backend reference;
    private static DriftRunner runner;

    @BeforeAll
    static void open() {
        reference = Backends.open("reference");
        runner = new DriftRunner(reference);
    }

    @AfterAll
    static void close() {
        reference.close();
    }

    @ParameterizedTest
    @EnumSource
    void theReferenceHasNoneAtAnyStepOrLength(CellType cell) {
        DriftResult result = runner.run(reference, new DriftCase(cell), 1);
        assertFalse(result.failed(), () -> result.verdict().toString());
        assertEquals(DriftCase.STEPS, result.states().size());
        assertEquals(DriftCase.STEPS, result.gradients().size());
        assertEquals(
                DriftCase.lengths(),
                result.lengths().stream().map(DriftResult.AtLength::steps).toList());
        assertTrue(result.states().stream().allMatch(error -> error == 0));
        assertTrue(result.gradients().stream().allMatch(error -> error == 0));
    }

    /** What vanishes shows nothing, and what explodes breaks any bound. */
    @ParameterizedTest
    @EnumSource
    void theGradientReachesTheFirstStep(CellType cell) {
        DriftRun.Results results = results(cell, 3);
        double first = size(results.dx(), 0);
        double last = size(results.dx(), DriftCase.STEPS - 1);
        assertTrue(first > 1e-4 * last && first < 10 * last, () -> cell + ": " + last + " became " + first);
    }

    @Test
    void noReluUnitComesNearItsKink() {
        double least = Arrays.stream(results(CellType.RELU, 3).h()).min().orElseThrow();
        assertTrue(least > 0.4, () -> "a state of " + least);
    }

    @ParameterizedTest
    @EnumSource
    void everyGatesRecurrentWeightsAreOrthogonal(CellType cell) {
        double[] r = DriftProblem.of(new DriftCase(cell), 3, reference).r();
        int h = DriftCase.HIDDEN;
        for (int row = 0; row < r.length / h; row++) {
            for (int other = row - row % h; other <= row; other++) {
                double dot = 0;
                for (int c = 0; c < h; c++) {
                    dot += r[row * h + c] * r[other * h + c];
                }
                assertEquals(row == other ? 1 : 0, dot, 1e-6, cell + " rows " + row + " and " + other);
            }
        }
    }

    /** It is named at the first step that is off, long after the first step. */
    @ParameterizedTest
    @EnumSource
    void roundingWithAPreferredSideIsFound(CellType cell) {
        DriftResult result = runner.run(PlantedFault.DRIFTING.in(reference), new DriftCase(cell), 1);
        assertTrue(result.failed());
        assertTrue(result.states().get(50) < result.bound());
        assertTrue(result.states().get(DriftCase.STEPS - 1) > result.bound());
        String line = result.verdict().toString();
        assertTrue(line.matches(".*: FAILED, (h|dx) after \\d+ steps.*"), line);
        assertTrue(line.contains("--kernel \"drift " + cell + " T=500 N=4 I=8 H=32\" --seed 1"), line);
    }

    @Test
    void aBackendThatThrowsFailsWithoutCurves() {
        Backend broken = new ForwardingBackend(reference) {
            @Override
            public void recurrentForward(
                    RecurrentSpec spec,
                    RecurrentWeights weights,
                    RecurrentState state,
                    @Nullable View reserve,
                    View scratch) {
                throw new IllegalStateException("device lost");
            }
        };
        DriftResult result = runner.run(broken, new DriftCase(CellType.TANH), 1);
        assertTrue(result.failed() && result.verdict().detail().contains("device lost"));
        assertTrue(result.states().isEmpty() && result.lengths().isEmpty());
    }

    @Test
    void theKitTellsOfTheCurves() {
        DriftResult[] heard = new DriftResult[1];
        try (ConformanceKit kit = new ConformanceKit()) {
            ConformanceKit.Options options = new ConformanceKit.Options(true, "drift ", Set.of(CellType.GRU), 1);
            kit.run(reference, options, new ConformanceListener() {
                @Override
                public void onDrift(DriftResult result) {
                    heard[0] = result;
                }
            });
        }
        assertEquals(CellType.GRU, heard[0].layer().cell());
    }

    private static DriftRun.Results results(CellType cell, long seed) {
        DriftCase driftCase = new DriftCase(cell);
        return DriftRun.of(reference, DriftProblem.of(driftCase, seed, reference), driftCase.layer(DriftCase.STEPS));
    }

    private static double size(double[] dx, int step) {
        int n = dx.length / DriftCase.STEPS;
        return Math.sqrt(Arrays.stream(dx, step * n, (step + 1) * n)
                .map(value -> value * value)
                .sum());
    }
}
