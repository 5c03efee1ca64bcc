package dev.unroll.cuda.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.cuda.emulator.EmulatedProcess;
import dev.unroll.cuda.emulator.Emulator;
import dev.unroll.cuda.emulator.KernelChecks;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The scenarios, each set in a JVM that has the emulator for its driver. */
@Execution(ExecutionMode.CONCURRENT)
class EmulatedSessionTest {
    private static final Path PROBES = Path.of("src", "test", "cuda").toAbsolutePath();

    private static EmulatedProcess jvm(Class<?> main, String... arguments) {
        return Emulator.with(PROBES, KernelChecks.BOUNDS).jvm(main, arguments).options("-Xmx256m");
    }

    /** One that does its work at once, and one that does nothing before something waits for it. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void aDeviceThatWorks(int late) {
        List<Class<?>> all = List.of(SoundScenarios.class, RecordingScenarios.class, LifetimeScenarios.class);
        String[] names = all.stream().map(Class::getSimpleName).toArray(String[]::new);
        EmulatedProcess.Ended ended = held(jvm(ScenarioRun.class, names).setting("late", late));
        for (Class<?> scenarios : all) {
            for (Method scenario : ScenarioRun.scenarios(scenarios)) {
                assertTrue(ended.out().contains("held: " + scenario.getName()), ended::toString);
            }
        }
    }

    @Test
    void aDeviceWithLittleMemory() {
        held(jvm(
                        ScenarioRun.class,
                        "FailureScenarios.memoryRunsOutAndWorkGoesOn",
                        "FailureScenarios.memoryRunsOutInARecording")
                .setting("memory", 1 << 20));
    }

    @Test
    void aKernelThatWritesWhereNothingIs() {
        held(jvm(ScenarioRun.class, "FailureScenarios.aKernelWritesWhereNothingIs")
                .setting("late", 1));
    }

    @ParameterizedTest
    @ValueSource(ints = {719, 999})
    void aDeviceThatIsLost(int code) {
        held(jvm(ScenarioRun.class, "FailureScenarios.theDeviceIsLost")
                .property("expected.code", Integer.toString(code))
                .setting("fail_launch", 3)
                .setting("fail_code", code));
    }

    private static EmulatedProcess.Ended held(EmulatedProcess process) {
        EmulatedProcess.Ended ended = process.run();
        assertEquals(0, ended.exit(), ended::toString);
        assertTrue(ended.out().contains("held: "), ended::toString);
        assertTrue(ended.releasedEverything(), ended::toString);
        return ended;
    }

    @ParameterizedTest
    @CsvSource({
        "devices, 0, 'there is a CUDA driver, but it finds no device: CUDA_ERROR_NO_DEVICE (100)', 'nvidia-smi'",
        "driver, 11000, 'the CUDA driver is too old: it supports CUDA 11.0, and 11.4 is needed', 'newer driver'",
        "capability, 6.1, 'CUDA emulator (CPU): its compute capability is 6.1, and 7.0 is needed', 'nvidia-smi'",
    })
    void whatCannotBeUsedIsExplained(String setting, String value, String problem, String cure) {
        EmulatedProcess.Ended ended =
                jvm(DiscoveryRun.class).setting(setting, value).run();
        assertEquals(0, ended.exit(), ended::toString);
        assertTrue(ended.out().contains("unavailable: ") && ended.out().contains(problem), ended::toString);
        assertTrue(ended.out().contains(cure), ended::toString);
    }

    @Test
    void theEmulatorIsListedButNeverTakenByItself() {
        EmulatedProcess.Ended ended =
                jvm(DiscoveryRun.class).setting("devices", 2).run();
        assertEquals(0, ended.exit(), ended::toString);
        assertTrue(ended.out().contains("available: 0: CUDA emulator (CPU) (compute capability 9.0"), ended::toString);
        assertTrue(ended.out().contains("1: CUDA emulator"), ended::toString);
        assertTrue(ended.out().contains("automatic: none"), ended::toString);
        assertFalse(ended.out().contains("selected: none"), ended::toString);
    }
}
