package dev.unroll.bench.jmh;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.backend.Backend;
import dev.unroll.backend.BackendUnavailableException;
import dev.unroll.backend.Backends;
import dev.unroll.backend.RecurrentSpec;
import dev.unroll.conformance.ForwardingBackend;
import dev.unroll.conformance.KernelCase;
import dev.unroll.conformance.KernelSuite;
import dev.unroll.conformance.PlantedFault;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

class KernelBenchmarkTest {
    private static final String SMALL = "embeddingForward V=10000 700x256";

    @BeforeAll
    static void alone() {
        // Two builds on one machine may run this at once.
        System.setProperty("jmh.ignoreLock", "true");
    }

    @Test
    void everyDefaultIsACaseOfTheSuite() throws NoSuchFieldException {
        for (String id :
                KernelState.class.getField("kernel").getAnnotation(Param.class).value()) {
            assertDoesNotThrow(() -> KernelSuite.named(id));
        }
    }

    @Test
    void jmhTimesItInThisVeryProcess() throws RunnerException {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include(KernelBenchmark.class.getName() + ".call")
                .param("backend", "reference")
                .param("kernel", SMALL)
                .forks(0)
                .warmupIterations(0)
                .measurementIterations(1)
                .measurementTime(TimeValue.milliseconds(20))
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT);
        RunResult result = new Runner(options.build()).runSingle();
        assertTrue(result.getPrimaryResult().getStatistics().getN() > 0);
        assertTrue(result.getPrimaryResult().getScore() > 0);
    }

    @Test
    void aBackendThatComputesSomethingElseIsNotTimed() {
        KernelCase product = KernelSuite.named("gemm 32x256x256 NT beta=0 BIAS").within(100_000);
        try (Backend faulty = PlantedFault.WRONG_SIGN.in(Backends.open("reference"))) {
            String message =
                    String.valueOf(assertThrows(IllegalStateException.class, () -> KernelState.check(faulty, product))
                            .getMessage());
            assertTrue(message.contains(product.id() + ", seed 1: c: "), message);
            assertTrue(message.endsWith("; it is not timed"), message);
        }
    }

    @Test
    void aBackendThatCannotRunALayerIsNotTimedOnIt() {
        KernelCase layer = KernelSuite.named("recurrentForward GRU T=50 N=64 I=128 H=128 inference")
                .within(100_000);
        try (Backend modest = new ForwardingBackend(Backends.open("reference")) {
            @Override
            public boolean supports(RecurrentSpec spec) {
                return false;
            }
        }) {
            String message =
                    String.valueOf(assertThrows(IllegalStateException.class, () -> KernelState.check(modest, layer))
                            .getMessage());
            assertTrue(message.contains("not supported by the backend"), message);
        }
    }

    @Test
    void whatIsNotThereIsNamedBeforeAnythingIsUploaded() {
        assertThrows(
                IllegalArgumentException.class, () -> state("reference", "gemv").open());
        assertThrows(
                BackendUnavailableException.class, () -> state("abacus", SMALL).open());
    }

    private static KernelState state(String backend, String kernel) {
        KernelState state = new KernelState();
        state.backend = backend;
        state.kernel = kernel;
        return state;
    }
}
