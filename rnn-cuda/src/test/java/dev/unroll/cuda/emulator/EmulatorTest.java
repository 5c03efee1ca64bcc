package dev.unroll.cuda.emulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.cuda.emulator.EmulatedProcess.Ended;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Shows the emulator kernels with a fault each, which it must report, and sound ones, which it must not; see {@code selftest}. */
@Execution(ExecutionMode.CONCURRENT)
@Tag("native")
class EmulatorTest {
    private static final Path FOLDER = Path.of("src", "test", "native", "selftest");
    private static final String REPORT = "[CUDA emulator] kernel ";

    private static EmulatedProcess scenario(KernelChecks checks, String... words) {
        return Emulator.with(FOLDER.toAbsolutePath(), checks)
                .program(FOLDER.resolve("scenarios.cpp").toAbsolutePath(), words);
    }

    private static EmulatedProcess fault(String kernel, int count) {
        return scenario(KernelChecks.BOUNDS, "fault", kernel, String.valueOf(count), "1")
                .setting("PATIENCE", 1);
    }

    private static void succeeded(Ended ended) {
        assertEquals(0, ended.exit(), ended::toString);
        assertTrue(ended.releasedEverything(), ended::toString);
    }

    @ParameterizedTest
    @CsvSource({
        "forward, 1, BOUNDS",
        "reverse, 1, BOUNDS",
        "random, 1, BOUNDS",
        "random, 2, BOUNDS",
        "random, 3, BOUNDS",
        "forward, 1, NONE"
    })
    void soundKernelsRunInEveryOrder(String order, int seed, KernelChecks checks) {
        Ended ended = scenario(checks, "sound")
                .setting("ORDER", order)
                .setting("SEED", seed)
                .run();
        succeeded(ended);
        assertFalse(ended.err().contains(REPORT), ended::toString);
    }

    @ParameterizedTest
    @CsvSource({"1, 16384", "3, 16384", "3, 0", "3, 100"})
    void soundKernelsRunOnAnyNumberOfThreads(int threads, int guardedStacks) {
        succeeded(scenario(KernelChecks.BOUNDS, "sound")
                .setting("THREADS", threads)
                .setting("GUARDED_STACKS", guardedStacks)
                .run());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            writes_past_end         | 64 | CUDA_ERROR_ILLEGAL_ADDRESS | byte 256 of an allocation of 256 bytes
            writes_past_end         | 61 | CUDA_ERROR_ILLEGAL_ADDRESS | wrote beside an allocation of 244 bytes
            reads_past_end          | 64 | CUDA_ERROR_ILLEGAL_ADDRESS | byte 4352 of an allocation of 256 bytes
            parts_at_barriers       | 64 | CUDA_ERROR_LAUNCH_FAILED   | divergent barrier
            waits_for_nobody        | 64 | CUDA_ERROR_LAUNCH_FAILED   | deadlock
            waits_for_a_block       | 64 | CUDA_ERROR_LAUNCH_TIMEOUT  | deadlock
            overruns_shared         | 64 | CUDA_ERROR_LAUNCH_FAILED   | out of the bounds
            overruns_dynamic_shared | 64 | CUDA_ERROR_ILLEGAL_ADDRESS | past the end of dynamic shared memory
            misaligned              | 64 | CUDA_ERROR_LAUNCH_FAILED   | misaligned address
            copies_misaligned       | 64 | CUDA_ERROR_MISALIGNED_ADDRESS | is not aligned
            divides_by_zero         | 64 | CUDA_ERROR_LAUNCH_FAILED   | division by zero
            overflows_stack         | 64 | CUDA_ERROR_LAUNCH_FAILED   | stack overflows
            """)
    void reportsTheFaultOfAKernel(String kernel, int count, String code, String what) {
        Ended ended = fault(kernel, count).run();
        succeeded(ended);
        assertEquals(code, ended.out().strip(), ended::toString);
        assertTrue(ended.err().contains(what), ended::toString);
        assertTrue(ended.err().contains("kernel " + kernel), ended::toString);
    }

    /** Whether a page guards the end of a stack, or a word that is looked at. */
    @ParameterizedTest
    @CsvSource({
        "overflows_stack, 0",
        "overruns_stack, 1",
        "overruns_stack, 0",
        "waits_beyond_stack, 1",
        "waits_beyond_stack, 0"
    })
    void reportsAStackThatOverflows(String kernel, int guarded) {
        Ended ended =
                fault(kernel, 64).setting("GUARDED_STACKS", 1000 * guarded).run();
        succeeded(ended);
        assertEquals("CUDA_ERROR_LAUNCH_FAILED", ended.out().strip(), ended::toString);
        assertTrue(ended.err().contains("stack overflows"), ended::toString);
        assertTrue(kernel.equals("overflows_stack") || ended.err().contains("thread (5,0,0)"), ended::toString);
    }

    @Test
    void seesTheLowerEndOfAnAllocationOnRequest() {
        Ended ended = fault("reads_before_start", 64).setting("GUARD", "before").run();
        succeeded(ended);
        assertTrue(ended.err().contains("byte -4 of an allocation of 256 bytes"), ended::toString);
    }

    @ParameterizedTest
    @CsvSource({"forward, 63", "reverse, 1", "random, 31"})
    void aMissingBarrierLeavesWhatNobodyHasWritten(String order, int unwritten) {
        Ended ended = fault("misses_barrier", 64).setting("ORDER", order).run();
        succeeded(ended);
        assertTrue(ended.out().contains(unwritten + " not a number"), ended::toString);
    }

    @ParameterizedTest
    @CsvSource({"forward, 0", "reverse, 64"})
    void copiesThatNobodyWaitsForMayBeLate(String order, int unwritten) {
        Ended ended = fault("misses_copies", 64).setting("ORDER", order).run();
        succeeded(ended);
        assertTrue(ended.out().contains(unwritten + " not a number"), ended::toString);
    }

    @Test
    void sharedMemoryThatNobodyHasWrittenIsNoNumber() {
        Ended ended = fault("reads_unwritten_shared", 64).run();
        succeeded(ended);
        assertTrue(ended.out().contains("32 not a number, 0 zeros"), ended::toString);
    }

    @Test
    void reportsUseAfterFree() {
        Ended ended = scenario(KernelChecks.BOUNDS, "use-after-free").run();
        succeeded(ended);
        assertEquals("CUDA_ERROR_ILLEGAL_ADDRESS", ended.out().strip());
        assertTrue(ended.err().contains("which has been freed"), ended::toString);
    }

    @Test
    void reportsWhatIsNotReleased() {
        Ended ended = scenario(KernelChecks.BOUNDS, "leak").run();
        assertEquals(0, ended.exit(), ended::toString);
        assertFalse(ended.releasedEverything(), ended::toString);
        assertTrue(ended.err().contains("not released: 1 allocations (1000 bytes)"), ended::toString);
        assertTrue(ended.err().contains("1 events"), ended::toString);
    }

    @ParameterizedTest
    @ValueSource(strings = {"too-large", "graph", "capture-ends", "modules"})
    void answersAsADriverDoes(String name) {
        succeeded(scenario(KernelChecks.BOUNDS, name).run());
        if (!name.equals("capture-ends")) {
            succeeded(scenario(KernelChecks.BOUNDS, name).setting("LATE", 1).run());
        }
    }

    @Test
    void runsOutOfMemory() {
        succeeded(scenario(KernelChecks.BOUNDS, "memory")
                .setting("MEMORY", 1 << 20)
                .setting("FAIL_ALLOCATION", 3)
                .run());
    }

    @Test
    void losesTheDevice() {
        succeeded(scenario(KernelChecks.BOUNDS, "lost")
                .setting("FAIL_LAUNCH", 2)
                .setting("FAIL_CODE", 46)
                .run());
    }

    @Test
    void doesNothingBeforeSomebodyWaits() {
        succeeded(scenario(KernelChecks.BOUNDS, "late").setting("LATE", 1).run());
    }

    @Test
    void hasNoDeviceWhereItShallNot() {
        Ended ended =
                scenario(KernelChecks.BOUNDS, "none").setting("DEVICES", 0).run();
        assertEquals("CUDA_ERROR_NO_DEVICE", ended.out().strip(), ended::toString);
    }

    @Test
    void runsUnderTheBindingInAJvm() {
        Ended ended = Emulator.with(FOLDER.toAbsolutePath(), KernelChecks.BOUNDS)
                .jvm(BindingRun.class)
                .run();
        succeeded(ended);
        assertTrue(ended.out().startsWith("CUDA emulator (CPU) 3000.0"), ended::toString);
        assertTrue(ended.out().strip().endsWith("true"), ended::toString);
        assertTrue(ended.err().contains("which has been freed"), ended::toString);
    }

    @Test
    void findsOurKernels() throws IOException {
        Set<String> names = Emulator.get().kernelNames();
        assertTrue(names.contains("gates_forward_lstm"), names::toString);
    }
}
