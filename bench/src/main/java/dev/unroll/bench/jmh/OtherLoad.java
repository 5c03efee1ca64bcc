package dev.unroll.bench.jmh;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.StringTokenizer;

/**
 * The processor time that the rest of the machine used since a moment: all of it, time stolen by a hypervisor included, less our own. Told
 * by Linux only; NaN elsewhere.
 */
final class OtherLoad {
    private static final Path TIMES = Path.of("/proc/stat");
    /** The unit of those times; fixed at a hundredth of a second in what the kernel shows to programs. */
    private static final double TICKS_PER_SECOND = 100;

    private static final int IDLE = 3;
    private static final int WAITING = 4;
    private static final int STOLEN = 7;

    private final long start = System.nanoTime();
    private final double busy = busySeconds();
    private final double own = ownSeconds();

    private OtherLoad() {}

    static OtherLoad start() {
        return new OtherLoad();
    }

    /** Cores that others kept busy on average since the start; NaN where the system does not tell. */
    double cores() {
        double others = busySeconds() - busy - (ownSeconds() - own);
        return Math.max(0, others) / ((System.nanoTime() - start) / 1e9);
    }

    /** Seconds that all cores were busy, from the first line: user nice system idle iowait irq softirq steal. */
    private static double busySeconds() {
        String line;
        try (var lines = Files.lines(TIMES)) {
            line = lines.findFirst().orElse("");
        } catch (IOException notLinux) {
            return Double.NaN;
        }
        StringTokenizer words = new StringTokenizer(line);
        if (!words.hasMoreTokens() || !words.nextToken().equals("cpu")) {
            return Double.NaN;
        }
        double ticks = 0;
        for (int i = 0; i <= STOLEN && words.hasMoreTokens(); i++) {
            long value = Long.parseLong(words.nextToken());
            ticks += i == IDLE || i == WAITING ? 0 : value;
        }
        return ticks / TICKS_PER_SECOND;
    }

    private static double ownSeconds() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
                ? system.getProcessCpuTime() / 1e9
                : Double.NaN;
    }
}
