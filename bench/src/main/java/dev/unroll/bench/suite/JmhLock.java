package dev.unroll.bench.suite;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The file by which JMH sees to it that it runs once on a machine, looked at before the work that comes before JMH's. */
final class JmhLock {
    static final String TAKEN =
            "another run of JMH is going on here, and neither would give figures to be believed; wait for its"
                    + " end, or run with -Djmh.ignoreLock=true";

    private JmhLock() {}

    /** Where JMH keeps it. */
    static Path file() {
        return Path.of(System.getProperty("java.io.tmpdir"), "jmh.lock");
    }

    /** Throws {@link IOException} when another process holds it; JMH takes it for itself later, and says the same then. */
    static void check() throws IOException {
        if (Boolean.getBoolean("jmh.ignoreLock")) {
            return;
        }
        check(file());
    }

    static void check(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            if (lock == null) {
                throw new IOException(TAKEN);
            }
        } catch (OverlappingFileLockException ours) {
            throw new IOException(TAKEN, ours);
        }
    }
}
