package dev.unroll.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.backend.CellType;
import dev.unroll.nn.NetworkSpec;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A warm training step allocates under a kilobyte: nothing on the workers, and on the calling thread what the trainer returns. Scalar kernels
 * must hold to it as soon as every thread has met every kernel. Vectors are objects until the code around them is compiled, so with these it is
 * waited for, in a JVM that has never run the scalar ones: where a call has met both, it is compiled in another way.
 */
class AllocationTest {
    private static final long PATIENCE_SECONDS = 30;

    @ParameterizedTest
    @EnumSource(CellType.class)
    void stepsOnNumbers(CellType cell) {
        for (int threads = 1; threads <= 2; threads++) {
            check(WarmSteps.numbers(cell), threads);
        }
    }

    @Test
    void stepsOnTokensOfManyLengthsWithDropout() {
        for (int threads = 1; threads <= 2; threads++) {
            check(WarmSteps.tokens(), threads);
        }
    }

    private static void check(NetworkSpec spec, int threads) {
        WarmSteps.Result result = WarmSteps.run(KernelSet.SCALAR, threads, spec, 0);
        assertTrue(result.holds(), result::toString);
    }

    @Test
    void vectorSteps() throws Exception {
        Process process = new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/java",
                        "--add-modules",
                        "jdk.incubator.vector",
                        "-cp",
                        System.getProperty("java.class.path"),
                        VectorSteps.class.getName())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(1, TimeUnit.SECONDS), output);
        assertEquals(0, process.exitValue(), output);
        assertTrue(output.contains("vector"), output);
    }

    /** Run in a JVM of its own; ends with the number of networks that do not hold to it. */
    static final class VectorSteps {
        private VectorSteps() {}

        public static void main(String[] arguments) {
            int failures = 0;
            for (int threads = 1; threads <= 2; threads++) {
                for (CellType cell : CellType.values()) {
                    failures += report(WarmSteps.numbers(cell), threads);
                }
                failures += report(WarmSteps.tokens(), threads);
            }
            System.exit(failures);
        }

        private static int report(NetworkSpec spec, int threads) {
            WarmSteps.Result result = WarmSteps.run(KernelSet.pick(true), threads, spec, PATIENCE_SECONDS);
            System.out.println(result);
            return result.holds() ? 0 : 1;
        }
    }
}
