package dev.unroll.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.unroll.cuda.emulator.EmulatedProcess;
import dev.unroll.cuda.emulator.EmulatedProcess.Ended;
import dev.unroll.cuda.emulator.Emulator;
import dev.unroll.cuda.runtime.Discovery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What somebody meets who trains with the CUDA backend when something is not as it should be, each time in a JVM of its own. */
@Tag("native")
@Execution(ExecutionMode.CONCURRENT)
class EmulatedFailuresTest {
    private static final int LITTLE_MEMORY = 4 << 20;

    @Test
    void noDriver() {
        assumeTrue(Discovery.find().devices().isEmpty(), "there is a CUDA device here");
        isNotAvailable(
                program().environment("LD_LIBRARY_PATH", ""),
                Discovery.find().problem(),
                Discovery.find().cure());
    }

    @Test
    void aDriverThatCannotBeLoaded(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("libcuda.so.1"), "torn");
        isNotAvailable(
                program().environment("LD_LIBRARY_PATH", folder.toString()),
                "the CUDA driver on this machine cannot be loaded: ",
                "libcuda.so.1: file too short",
                "install NVIDIA's driver");
    }

    @Test
    void aDriverWithoutDevice() {
        isNotAvailable(
                program().setting("DEVICES", 0),
                "there is a CUDA driver, but it finds no device: CUDA_ERROR_NO_DEVICE (100)",
                "look whether nvidia-smi lists a device");
    }

    @Test
    void aDriverThatIsTooOldForThePtx() {
        isNotAvailable(
                program().setting("DRIVER", 11030),
                "the CUDA driver is too old: it supports CUDA 11.3, and 11.4 is needed",
                "install a newer driver of NVIDIA's");
    }

    /** The oldest driver that is not refused trains, on an old device and on a new one. */
    @ParameterizedTest
    @CsvSource({"11040, 7.0", "11040, 9.0", "12000, 9.0"})
    void aDriverThatIsJustNewEnough(int driver, String capability) {
        Ended ended = program()
                .setting("DRIVER", driver)
                .setting("CAPABILITY", capability)
                .run();
        assertEquals(0, ended.exit(), ended::toString);
        assertTrue(ended.out().contains(" on Device"), ended::toString);
        assertTrue(ended.releasedEverything(), ended::toString);
    }

    private static EmulatedProcess program() {
        return Emulator.get().jvm(TrainingProgram.class);
    }

    private static void isNotAvailable(EmulatedProcess program, String... words) {
        Ended ended = program.run();
        assertEquals(1, ended.exit(), ended::toString);
        assertTrue(
                ended.err().contains("BackendUnavailableException: backend cuda is not available: "), ended::toString);
        for (String each : words) {
            assertTrue(ended.err().contains(each), () -> each + " is not in " + ended);
        }
    }

    /** Step by step in the long test, where there is more to allocate and to launch. */
    @ParameterizedTest
    @ValueSource(strings = "auto")
    void memoryRunsOutInMidTraining(String recurrence) {
        passes(check(MemoryChecks.LONGER_BATCH)
                .setting("MEMORY", LITTLE_MEMORY)
                .property(CudaSettings.RECURRENCE, recurrence));
    }

    @Tag("long")
    @Test
    void memoryRunsOutInMidTrainingStepByStep() {
        memoryRunsOutInMidTraining("stepwise");
    }

    @Test
    void memoryRunsOutWhileSomethingIsMade() {
        passes(check(MemoryChecks.CREATION).setting("MEMORY", LITTLE_MEMORY));
    }

    /** At once, and after everything that does not wait has been queued. */
    @ParameterizedTest
    @CsvSource({"700, 0", "700, 1", "719, 0", "719, 1"})
    void theDeviceIsLostInMidTraining(int code, int late) {
        passes(check(LostDeviceChecks.EVERY_CALL)
                .property(LostDeviceChecks.CODE, Integer.toString(code))
                .setting("FAIL_LAUNCH", 150)
                .setting("FAIL_CODE", code)
                .setting("LATE", late));
    }

    /** A program that catches nothing ends with that error, and with no other. */
    @Test
    void theDeviceIsLostUnderAProgram() {
        Ended ended = program().setting("FAIL_LAUNCH", 150).run();
        assertEquals(1, ended.exit(), ended::toString);
        assertTrue(ended.err().contains("CUDA_ERROR_LAUNCH_FAILED (719)"), ended::toString);
        assertFalse(ended.err().contains("Suppressed: "), ended::toString);
        assertTrue(ended.releasedEverything(), ended::toString);
    }

    @Test
    void twoNetworksOnOneBackend() {
        passes(check(SharingChecks.TWO_NETWORKS));
    }

    @ParameterizedTest
    @ValueSource(strings = {SharingChecks.OTHER_THREADS, SharingChecks.TWO_BACKENDS})
    void otherThreads(String check) {
        passes(check(check));
    }

    /** While everything is still queued; the long test closes as well what has been done. */
    @ParameterizedTest
    @ValueSource(ints = 1)
    void closedInAnyOrder(int late) {
        passes(check(SharingChecks.ANY_ORDER).setting("LATE", late));
    }

    @Tag("long")
    @Test
    void closedInAnyOrderWhenAllIsDone() {
        closedInAnyOrder(0);
    }

    private static EmulatedProcess check(String name) {
        return Emulator.get().jvm(BackendRun.class, name);
    }

    private static void passes(EmulatedProcess process) {
        Ended ended = process.run();
        assertEquals(0, ended.exit(), ended::toString);
        assertTrue(ended.releasedEverything(), ended::toString);
        System.out.println(ended.out().lines().reduce((before, last) -> last).orElse(""));
    }
}
