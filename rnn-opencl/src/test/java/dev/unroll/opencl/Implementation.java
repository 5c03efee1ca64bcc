package dev.unroll.opencl;

import dev.unroll.conformance.TestedBackend;
import dev.unroll.opencl.runtime.ChildJvm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;

/**
 * An OpenCL implementation beside the one that this JVM has loaded. It lies where {@code RNN_OPENCL_RUSTICL} or
 * {@code RNN_OPENCL_OCLGRIND} says, else where {@code checks/opencl.sh} puts it.
 */
enum Implementation {
    /** Mesa's, on the CPU through llvmpipe: another compiler and another run time. */
    RUSTICL(Map.of("RUSTICL_ENABLE", "llvmpipe")),
    /** An interpreter that reports on standard error what is undefined; its exit code says nothing of it. */
    OCLGRIND(Map.of(
            "OCLGRIND_DATA_RACES", "1",
            "OCLGRIND_UNINITIALIZED", "1",
            "OCLGRIND_CHECK_API", "1",
            "OCLGRIND_BUILD_OPTIONS", "-cl-opt-disable"));

    private static final Pattern REPORT =
            Pattern.compile("Invalid|\\brace\\b|Uninit|diverg|FATAL|runtime error detected", Pattern.CASE_INSENSITIVE);

    private final Map<String, String> environment;

    Implementation(Map<String, String> environment) {
        this.environment = environment;
    }

    private String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    private Path folder() {
        String named = System.getenv("RNN_OPENCL_" + name());
        Path folder = named == null || named.isBlank() ? Path.of("..", ".build", "opencl", word()) : Path.of(named);
        return folder.toAbsolutePath().normalize();
    }

    /** Whether it is there. */
    boolean isThere() {
        return Files.exists(folder().resolve("run"));
    }

    /** Skips a test where it is not there, and the log says why; fails it if {@value TestedBackend#REQUIRE} names it. */
    void require() {
        if (!isThere()) {
            skip("there is no " + word() + " in " + folder() + "; checks/opencl.sh " + word() + " brings it");
        }
    }

    /** A JVM that will see this implementation and no other; see {@link #require}. */
    ChildJvm jvm(Class<?> main) {
        require();
        ChildJvm jvm = new ChildJvm(main).withItsOwnCaches().through(folder().resolve("run"));
        // Its time goes to the implementation, and is too short for more.
        jvm.options("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");
        environment.forEach(jvm::with);
        return jvm;
    }

    private void skip(String reason) {
        TestedBackend.sayAbsent(word(), reason);
        Assumptions.abort(reason);
    }

    /** The lines of standard error with which {@link #OCLGRIND} reports a fault. */
    static List<String> reports(String err) {
        return err.lines().filter(line -> REPORT.matcher(line).find()).toList();
    }
}
