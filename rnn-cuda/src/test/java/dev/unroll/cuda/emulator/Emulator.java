package dev.unroll.cuda.emulator;

import dev.unroll.conformance.TestedBackend;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * A CUDA driver that runs kernels on the CPU, made of {@code src/test/native} by g++, with a library for each source file of kernels.
 * {@code settings.h} there lists the variables that steer it. What is made is kept in {@code target/emulator}, or in the folder that the
 * system property {@value #FOLDER} names, and made again when a source changes.
 */
public final class Emulator {
    /** The system property that names the folder for what is made. */
    public static final String FOLDER = "rnn.cuda.emulator";

    private static final String NAME = "emulator";
    private static final Path NATIVE = Path.of("src", "test", "native").toAbsolutePath();
    private static final Path KERNELS = Path.of("src", "main", "cuda").toAbsolutePath();

    private final NativeBuild build;
    private final Path driver;
    private final Path kernels;

    private Emulator(NativeBuild build, Path sources, KernelChecks checks) {
        this.build = build;
        driver = build.driver(NATIVE);
        kernels = build.kernels(sources, List.of(NATIVE, KERNELS), driver, checks);
    }

    /**
     * The emulator with our kernels, which stop at an index out of an array's bounds and at a misaligned address. Without g++ it does not
     * return: the test is skipped, and the log says why, or it fails where {@value TestedBackend#REQUIRE} names emulator.
     *
     * @throws IllegalStateException when g++ does not compile it; the message has its errors
     */
    public static Emulator get() {
        return with(KERNELS, KernelChecks.BOUNDS);
    }

    /** The same with other kernels or checks. */
    public static Emulator with(Path sources, KernelChecks checks) {
        Path folder = Path.of(
                        System.getProperty(FOLDER, Path.of("target", "emulator").toString()))
                .toAbsolutePath();
        Optional<NativeBuild> build = NativeBuild.in(folder);
        if (build.isEmpty()) {
            TestedBackend.sayAbsent(NAME, NativeBuild.MISSING);
            Assumptions.abort(NativeBuild.MISSING);
        }
        return new Emulator(build.orElseThrow(), sources, checks);
    }

    /** A JVM of its own, with the emulator for its driver, for a class of this class path with a main method. */
    public EmulatedProcess jvm(Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // For the seconds that it lives it is not worth more: half of its time went to the compiler.
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        String logging = System.getProperty("java.util.logging.config.file");
        if (logging != null) {
            command.add("-Djava.util.logging.config.file=" + logging);
        }
        EmulatedProcess process = new EmulatedProcess(environment(), command);
        process.words("-cp", System.getProperty("java.class.path"), main.getName());
        process.words(arguments);
        return process;
    }

    /** A program that calls the driver without a JVM, from one source file. */
    EmulatedProcess program(Path source, String... arguments) {
        Path program = build.program(source, driver);
        EmulatedProcess process = new EmulatedProcess(environment(), List.of(program.toString()));
        process.words(arguments);
        return process;
    }

    /** What a process needs in its environment to find the emulator and the kernels. */
    public Map<String, String> environment() {
        return Map.of(
                "LD_LIBRARY_PATH", driver.toString(),
                "CUDA_EMULATOR_KERNELS", kernels.toString(),
                "CUDA_EMULATOR_REPORT", "1");
    }

    /** The kernels' names, as their libraries export them. */
    Set<String> kernelNames() throws IOException {
        try (Stream<Path> lists = Files.list(kernels)) {
            Set<String> names = ConcurrentHashMap.newKeySet();
            for (Path list :
                    lists.filter(file -> file.toString().endsWith(".txt")).toList()) {
                names.addAll(Files.readAllLines(list));
            }
            return names;
        }
    }
}
