package dev.unroll.opencl.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.backend.Backend;
import dev.unroll.backend.BackendStatus;
import dev.unroll.backend.Backends;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Looking must not break the host, and where OpenCL is used all the same, the host is told what that costs. */
class EmbeddingTest {
    private static final int DIVISIONS = 1_000_000;

    /** Divides by zero; what ran before must not have taken the signals away. */
    private static final class Division {
        private static volatile int zero;

        private Division() {}

        static void printNoticed() {
            int noticed = 0;
            int sum = 0;
            for (int i = 0; i < DIVISIONS; i++) {
                try {
                    sum += quotient(i, zero);
                } catch (ArithmeticException exception) {
                    noticed++;
                }
            }
            System.out.println("noticed: " + noticed + " " + (sum == 0 ? "" : "with a sum of " + sum));
        }

        private static int quotient(int dividend, int divisor) {
            return dividend / divisor;
        }
    }

    /** An application that takes what there is. */
    static final class Automatic {
        private Automatic() {}

        public static void main(String[] arguments) throws IOException {
            for (BackendStatus status : Backends.survey()) {
                System.out.println(status.name() + ": " + status.availability().detail() + "; "
                        + status.availability().cure());
            }
            try (Backend backend = Backends.open("auto")) {
                System.out.println("opened: " + backend.name());
            }
            Division.printNoticed();
            String maps = Files.readString(Path.of("/proc/self/maps"), StandardCharsets.ISO_8859_1);
            System.out.println("untouched: " + !(maps.contains("libOpenCL") || maps.contains("JOCL")));
        }
    }

    /** An application that asks for OpenCL. */
    static final class ByName {
        private ByName() {}

        public static void main(String[] arguments) {
            for (int i = 0; i < 2; i++) {
                try (Session session = Session.open(Discovery.byName().devices().get(0))) {
                    System.out.println("computed: " + OneKernel.compute(session, 42));
                }
            }
            Division.printNoticed();
        }
    }

    @Test
    void takingWhatThereIsTouchesNothing() throws Exception {
        TestedDevice.onPocl();
        String output = new ChildJvm(Automatic.class).unprepared().run();
        assertTrue(
                output.contains(
                        "opencl: not probed: looking for OpenCL platforms can replace the JVM's signal handlers; "
                                + "start the JVM with LD_PRELOAD=" + System.getProperty("java.home")
                                + "/lib/libjsig.so POCL_SIGFPE_HANDLER=0, or ask for it by name"),
                output);
        assertTrue(output.contains("opened: reference"), output);
        assertTrue(output.contains("noticed: " + DIVISIONS + " \n"), output);
        assertTrue(output.contains("untouched: true"), output);
    }

    @Test
    void askedForByNameOnPoclItWarnsOnceWithTheCure() throws Exception {
        TestedDevice.onPocl();
        String output = new ChildJvm(ByName.class).unprepared().run();
        assertEquals(2, EnvironmentTest.count(output, "computed: 42"), output);
        assertEquals(1, EnvironmentTest.count(output, "LD_PRELOAD="), output);
        assertEquals(1, EnvironmentTest.count(output, "WARN"), output);
    }

    @Test
    void withTheSignalsChainedNothingIsLostAndNothingIsSaid() throws Exception {
        TestedDevice.onPocl();
        String output = new ChildJvm(ByName.class)
                .with("LD_PRELOAD", System.getProperty("java.home") + "/lib/libjsig.so")
                .with("POCL_SIGFPE_HANDLER", "0")
                .run();
        assertEquals(2, EnvironmentTest.count(output, "computed: 42"), output);
        assertTrue(output.contains("noticed: " + DIVISIONS + " \n"), output);
        assertEquals(0, EnvironmentTest.count(output, "LD_PRELOAD="), output);
    }

    @Test
    void chainedHereAsTheTestsAreStarted() {
        OpenClDevice device = TestedDevice.get();
        assertTrue(HostSignals.chained(), "these tests run with libjsig");
        HostSignals.check(device);
        assertEquals(0, DivisionCheck.missed());
    }
}
