package dev.unroll.bench.report;

import com.sun.management.OperatingSystemMXBean;
import dev.unroll.backend.Availability;
import dev.unroll.backend.BackendStatus;
import dev.unroll.backend.Backends;
import dev.unroll.backend.Device;
import dev.unroll.bench.workload.Peer;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Finds out where this runs. */
public final class ThisMachine {
    private static final Path PROCESSORS = Path.of("/proc/cpuinfo");

    private ThisMachine() {}

    /** Processor, memory, system, Java, and every backend; those in {@code askedFor} are probed by name. */
    public static Machine describe(List<String> askedFor) {
        return describe(askedFor, List.of());
    }

    /** The same with other frameworks among the backends, available or not. */
    public static Machine describe(List<String> askedFor, List<Peer> peers) {
        List<Machine.BackendLine> lines = new ArrayList<>();
        Backends.survey(askedFor.toArray(String[]::new)).forEach(each -> lines.add(line(each)));
        for (Peer peer : peers) {
            Availability availability = peer.probe();
            String detail = availability.available() ? peer.description() : reason(availability);
            lines.add(new Machine.BackendLine(peer.name(), availability.available(), detail));
        }
        long memory = ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
                ? system.getTotalMemorySize()
                : 0;
        return new Machine(
                processor(),
                Runtime.getRuntime().availableProcessors(),
                memory,
                System.getProperty("os.name") + " " + System.getProperty("os.version"),
                System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version"),
                lines,
                LocalDateTime.now().truncatedTo(ChronoUnit.MINUTES).toString());
    }

    /** As Linux calls it; elsewhere its architecture. */
    private static String processor() {
        try (var lines = Files.lines(PROCESSORS)) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(System.getProperty("os.arch"));
        } catch (IOException notLinux) {
            return System.getProperty("os.arch");
        }
    }

    private static Machine.BackendLine line(BackendStatus status) {
        Availability availability = status.availability();
        String devices = status.devices().stream().map(Device::name).collect(Collectors.joining("; "));
        String detail = devices.isEmpty() ? reason(availability) : devices + " (" + availability.detail() + ")";
        return new Machine.BackendLine(status.name(), availability.available(), detail);
    }

    private static String reason(Availability availability) {
        return availability.detail() + (availability.cure().isEmpty() ? "" : "; " + availability.cure());
    }
}
