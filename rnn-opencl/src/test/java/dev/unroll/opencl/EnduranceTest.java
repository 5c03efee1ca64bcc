package dev.unroll.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.unroll.opencl.runtime.ChildJvm;
import dev.unroll.opencl.runtime.TestedDevice;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Nothing is released by the garbage collector here, so whatever is forgotten adds up. */
@Tag("long")
class EnduranceTest {
    private static final Duration LIMIT = Duration.ofMinutes(10);

    @Test
    void tenThousandStepsInOneSize() {
        assertFlat("train", "10000", "500");
    }

    @Test
    void twoHundredTimesOpenedAndClosed() {
        assertFlat("reopen", "200", "20");
    }

    private static void assertFlat(String... arguments) {
        assumeTrue(Files.exists(Path.of("/proc/self/status")), "resident memory is read from Linux's /proc");
        TestedDevice.get();
        // Without the optimizing compiler, whose own memory comes and goes by tens of megabytes.
        ChildJvm.Ended ended = new ChildJvm(EnduranceRun.class)
                .withItsOwnCaches()
                .options("-Xms256m", "-Xmx256m", "-XX:+AlwaysPreTouch", "-XX:TieredStopAtLevel=1")
                .start(arguments)
                .end(LIMIT);
        assertEquals(0, ended.exit(), ended::toString);
        System.out.println(ended.out().strip());
    }
}
