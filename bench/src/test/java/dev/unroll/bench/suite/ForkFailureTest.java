package dev.unroll.bench.suite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ForkFailureTest {
    private static final String WARNING = "WARNING: Using incubator modules: jdk.incubator.vector\n";

    @Test
    void aKilledForkSaysSoInOneLineAndWhatToDo() {
        String text = ForkFailure.describe("Forked VM failed with exit code 137", WARNING, "2g");
        assertTrue(text.startsWith("the forked JVM was killed by signal 9 (often because"), text);
        assertFalse(text.contains("WARNING") || text.contains("\n"), text);
    }

    @Test
    void lastWordsStandInOneLine() {
        assertEquals(
                "Forked VM failed with exit code 1: Error: no such device; it is gone",
                ForkFailure.describe(
                        "Forked VM failed with exit code 1", WARNING + "Error: no such device\n  it is gone\n", "2g"));
    }

    @Test
    void memoryThatIsFullNamesTheOption() {
        String text = ForkFailure.describe("java.lang.OutOfMemoryError: Java heap space", "", "2g");
        assertTrue(text.contains("heap of 2g, ./rnn -Xmx8g bench"), text);
    }

    @Test
    void aBackendWhoseBuffersLieInTheHeapNamesItToo() {
        String text = ForkFailure.describe("out of memory on AVX-512: asked for 9 bytes, free 1 bytes", "", "3g");
        assertTrue(text.endsWith("the Java heap (3g here), ./rnn -Xmx8g bench gives it 8 GB"), text);
    }

    @Test
    void aLockThatIsHeldIsToldBeforeAnythingRuns(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("jmh.lock");
        JmhLock.check(file);
        try (var channel = java.nio.channels.FileChannel.open(file, java.nio.file.StandardOpenOption.WRITE);
                var lock = channel.lock()) {
            assertTrue(lock.isValid());
            assertEquals(
                    JmhLock.TAKEN,
                    assertThrows(IOException.class, () -> JmhLock.check(file)).getMessage());
        }
    }
}
