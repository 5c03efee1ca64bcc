package dev.unroll.cuda.emulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.cuda.emulator.EmulatedProcess.Ended;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Shows the emulator kernels for clusters, sound ones and ones with a fault each; see {@code selftest/clusters.cu}. */
@Execution(ExecutionMode.CONCURRENT)
@Tag("native")
class EmulatedClustersTest {
    private static final Path FOLDER = Path.of("src", "test", "native", "selftest");

    private static EmulatedProcess scenario(String... words) {
        return Emulator.with(FOLDER.toAbsolutePath(), KernelChecks.BOUNDS)
                .program(FOLDER.resolve("cluster_scenarios.cpp").toAbsolutePath(), words)
                .setting("PATIENCE", 1);
    }

    private static void succeeded(Ended ended) {
        assertEquals(0, ended.exit(), ended::toString);
        assertTrue(ended.releasedEverything(), ended::toString);
    }

    @ParameterizedTest
    @CsvSource({
        "forward, 1, 1, 0",
        "forward, 1, 20, 0",
        "reverse, 1, 2, 1",
        "random, 1, 2, 0",
        "random, 2, 9, 1",
    })
    void soundKernelsRunInEveryOrderAndOnAnyNumberOfThreads(String order, int seed, int threads, int late) {
        for (String name : new String[] {"sound", "graph"}) {
            succeeded(scenario(name)
                    .setting("PATIENCE", 60)
                    .setting("ORDER", order)
                    .setting("SEED", seed)
                    .setting("THREADS", threads)
                    .setting("LATE", late)
                    .run());
        }
    }

    @Test
    void answersAsADriverDoes() {
        succeeded(scenario("sizes").run());
        succeeded(scenario("none").setting("CAPABILITY", "8.0").run());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            delivers_to_returned   | LAUNCH_FAILED  | a delivery to rank 1, whose block has returned
            delivers_outside       | LAUNCH_FAILED  | lies outside of shared memory
            delivers_past_end      | LAUNCH_FAILED  | lies outside of shared memory
            delivers_to_nobody     | LAUNCH_FAILED  | of a cluster of 2 blocks
            delivers_uncounted     | LAUNCH_FAILED  | has not met since it began to count
            delivers_unmet         | LAUNCH_FAILED  | has not met since it began to count
            awaits_in_vain         | LAUNCH_TIMEOUT | nothing happens any more; 4 bytes are due of those announced at clusters.cu:
            awaits_the_unannounced | LAUNCH_TIMEOUT | nothing happens any more; 4 bytes have come that are not announced
            misses_a_meeting       | LAUNCH_TIMEOUT | deadlock: at clusters.cu:
            announces_too_little   | LAUNCH_FAILED  | 4 bytes more are delivered than were announced at clusters.cu:
            announces_twice        | LAUNCH_FAILED  | again before its phase has ended
            announces_nothing      | LAUNCH_FAILED  | it ends, and 4 bytes were delivered to it
            leaves_too_early       | LAUNCH_FAILED  | it ends while 4 bytes are due to it
            leaves_unseen          | LAUNCH_FAILED  | it ends without having waited
            """)
    void reportsTheFaultOfAKernel(String kernel, String code, String what) {
        for (String order : new String[] {"forward", "reverse"}) {
            Ended ended = scenario("fault", kernel).setting("ORDER", order).run();
            succeeded(ended);
            assertEquals("CUDA_ERROR_" + code, ended.out().strip(), ended::toString);
            assertTrue(ended.err().contains(what), ended::toString);
            assertTrue(ended.err().contains("kernel " + kernel), ended::toString);
        }
    }

    /** It may be there at once, or not before somebody has waited for it. */
    @ParameterizedTest
    @CsvSource({"forward, written", "reverse, unwritten"})
    void whatNobodyHasWaitedForComesLate(String order, String found) {
        Ended ended =
                scenario("fault", "looks_too_early").setting("ORDER", order).run();
        succeeded(ended);
        assertTrue(ended.out().contains((" " + found).repeat(4)), ended::toString);
    }
}
