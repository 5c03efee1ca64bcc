package dev.unroll.opencl.runtime;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/**
 * The JVM lives by signals: an integer division by zero arrives as SIGFPE. An OpenCL implementation that installs handlers of its own, as
 * PoCL does when it is merely looked at, takes them away, unless libjsig chains them.
 */
public final class HostSignals {
    private static final Logger LOG = System.getLogger("dev.unroll.opencl");
    private static final AtomicBoolean CHECKED = new AtomicBoolean();
    private static final AtomicBoolean WARNED = new AtomicBoolean();

    private HostSignals() {}

    /** What makes OpenCL harmless to the JVM. */
    public static String cure() {
        return "start the JVM with LD_PRELOAD=" + System.getProperty("java.home", "…")
                + "/lib/libjsig.so POCL_SIGFPE_HANDLER=0";
    }

    /** Whether libjsig is loaded, so that a signal handler installed later does not replace the JVM's. */
    public static boolean chained() {
        return Maps.LIBJSIG;
    }

    private static final class Maps {
        static final boolean LIBJSIG = found();

        private static boolean found() {
            // Not UTF-8 for sure: a name of a mapped file may be any bytes.
            try (Stream<String> lines = Files.lines(Path.of("/proc/self/maps"), StandardCharsets.ISO_8859_1)) {
                return lines.anyMatch(line -> line.contains("libjsig"));
            } catch (IOException | UncheckedIOException | SecurityException unreadable) {
                return false;
            }
        }
    }

    /** To be called when a device is in use; once per process, says in one warning what is wrong and what to do. */
    static void check(OpenClDevice device) {
        if (!CHECKED.getAndSet(true)) {
            int missed = DivisionCheck.missed();
            if (missed > 0 && !WARNED.getAndSet(true)) {
                LOG.log(
                        Level.WARNING,
                        "since " + device.platformName() + " was loaded, " + missed + " of " + DivisionCheck.TRIES
                                + " integer divisions by zero went unnoticed in this JVM, and other signals may get lost as well; "
                                + cure());
            }
        }
        if (device.onPocl() && !chained() && !WARNED.getAndSet(true)) {
            LOG.log(
                    Level.WARNING,
                    device.platformName() + " replaces signal handlers of the JVM: an integer division by zero may go "
                            + "unnoticed, a program may fail to build; " + cure());
        }
    }
}
