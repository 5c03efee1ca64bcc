package dev.unroll.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.unroll.conformance.ConformanceRun;
import dev.unroll.opencl.runtime.ChildJvm;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The same kernels on two more implementations, each in JVMs of its own: one with another compiler, one that finds what merely happens to
 * work elsewhere. Both are slow, so the sizes are small.
 */
@Tag("native")
class OtherImplementationsTest {
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final Duration LONG_LIMIT = Duration.ofMinutes(20);

    /** Twelve small networks whose training is slower than all kernels together; one kind is enough here. */
    private static final String NETWORKS = "11:depth=2 CROSS_ENTROPY ALL_STEPS";

    private static final Map<String, ChildJvm.Running> SHORT = new HashMap<>();

    /** All at once: each is busy on one core. */
    @BeforeAll
    static void start() {
        if (Implementation.RUSTICL.isThere()) {
            SHORT.put("rusticl", on(Implementation.RUSTICL, "gpu", "auto", "17:kernels", NETWORKS));
        }
        if (Implementation.OCLGRIND.isThere()) {
            SHORT.put("tiles", on(Implementation.OCLGRIND, "cpu", "auto", "5:kernels"));
            SHORT.put("groups", smallGroups());
        }
    }

    /** Of the sequences one in each direction with a plain cell, and two with more than one group; the long test has all the small ones. */
    private static ChildJvm.Running smallGroups() {
        return groups().start(
                        "2:layerless",
                        "2:recurrentForward RELU T=2 N=2 I=1 H=1 reverse lengths strided training",
                        "2:recurrentBackward TANH T=2 N=1 I=2 H=2 reverse lengths strided last-step",
                        "5:gemm",
                        "5:gates",
                        "5:columnSum",
                        "5:activationBackward",
                        "5:softmaxCrossEntropy",
                        "9:recurrentForward LSTM T=5 N=3 I=4 H=9 reverse lengths inference",
                        "9:recurrentBackward GRU T=5 N=3 I=4 H=9 lengths no-final-gradient");
    }

    /** Of 64 work-items, which it interprets one by one. */
    private static ChildJvm groups() {
        return Implementation.OCLGRIND
                .jvm(OpenClConformanceRun.class)
                .with("OCLGRIND_MAX_WGSIZE", "64")
                .property(OpenClSettings.FAMILY, "gpu");
    }

    @AfterAll
    static void stop() {
        SHORT.values().forEach(ChildJvm.Running::stop);
    }

    @Test
    void rusticlComputesWhatTheReferenceComputes() {
        Implementation.RUSTICL.require();
        assertPasses(SHORT.get("rusticl").end(LIMIT));
    }

    @Test
    void oclgrindHasNothingToReport() {
        Implementation.OCLGRIND.require();
        assertClean(SHORT.get("tiles").end(LIMIT));
        assertClean(SHORT.get("groups").end(LIMIT));
    }

    /** All small sequences in groups, and kernels of both kinds up to 7. */
    @Tag("long")
    @Test
    void oclgrindHasNothingToReportOfMore() {
        Implementation.OCLGRIND.require();
        ChildJvm.Running tiles = on(Implementation.OCLGRIND, "cpu", "auto", "7:kernels");
        assertClean(groups().start(
                        "2:recurrent",
                        "7:gemm",
                        "7:gates",
                        "7:columnSum",
                        "7:activationBackward",
                        "7:softmaxCrossEntropy")
                .end(LONG_LIMIT));
        assertClean(tiles.end(LONG_LIMIT));
    }

    @Tag("long")
    @Test
    void learnsOnRusticlWithBothFamilies() {
        Implementation.RUSTICL.require();
        ChildJvm.Running tiles = on(Implementation.RUSTICL, "cpu", "auto", "33:kernels", ConformanceRun.LEARNING);
        ChildJvm.Running groups = on(Implementation.RUSTICL, "gpu", "auto", "33:kernels", ConformanceRun.LEARNING);
        assertPasses(groups.end(LONG_LIMIT));
        ChildJvm.Running stepwise = on(Implementation.RUSTICL, "gpu", "stepwise", "13:recurrent");
        assertPasses(tiles.end(LONG_LIMIT));
        assertPasses(stepwise.end(LONG_LIMIT));
    }

    /** Networks upload their parameters one behind the other, and Oclgrind 21.10 takes what is written at an offset for uninitialised. */
    @Tag("long")
    @Test
    void learnsUnderOclgrind() {
        ChildJvm.Running learning = Implementation.OCLGRIND
                .jvm(OpenClConformanceRun.class)
                .with("OCLGRIND_UNINITIALIZED", "0")
                .property(OpenClSettings.FAMILY, "cpu")
                .start(ConformanceRun.LEARNING);
        ChildJvm.Running stepwise = on(Implementation.OCLGRIND, "cpu", "stepwise", "2:recurrent");
        assertClean(stepwise.end(LONG_LIMIT));
        assertClean(learning.end(LONG_LIMIT));
    }

    private static ChildJvm.Running on(
            Implementation implementation, String family, String recurrence, String... arguments) {
        return implementation
                .jvm(OpenClConformanceRun.class)
                .property(OpenClSettings.FAMILY, family)
                .property(OpenClSettings.RECURRENCE, recurrence)
                .start(arguments);
    }

    private static void assertClean(ChildJvm.Ended ended) {
        assertEquals(List.of(), Implementation.reports(ended.err()), ended::toString);
        assertPasses(ended);
    }

    private static void assertPasses(ChildJvm.Ended ended) {
        assertEquals(0, ended.exit(), ended::toString);
        System.out.println(ended.out().lines().reduce((before, last) -> last).orElse(""));
    }
}
