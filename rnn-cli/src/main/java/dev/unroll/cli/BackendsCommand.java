package dev.unroll.cli;

import dev.unroll.backend.Availability;
import dev.unroll.backend.BackendStatus;
import dev.unroll.backend.Backends;
import dev.unroll.backend.Device;
import dev.unroll.bench.format.TextTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code rnn backends}. */
@Command(
        name = "backends",
        header = "Lists the compute backends: what is there, what is missing, what to do about it.",
        footer = {
            "  rnn backends                      a table",
            "  rnn backends --json               the same for scripts",
            "  rnn -Drnn.backend=opencl backends looks as closely as when opencl is asked for by name"
        })
final class BackendsCommand extends WorkCommand {
    @Option(names = "--json", description = "One JSON object on standard output.")
    private boolean json;

    @Override
    protected int work() {
        String configured = Backends.configured();
        List<BackendStatus> all = Backends.survey(configured);
        if (json) {
            out().println(Json.of(asMap(configured, all)));
        } else {
            print(configured, all);
        }
        return 0;
    }

    private void print(String configured, List<BackendStatus> all) {
        TextTable table = new TextTable("backend", "state", "device", "version", "note");
        for (BackendStatus status : all) {
            String state = status.availability().available() ? "available" : "not available";
            if (status.devices().isEmpty()) {
                table.row(status.name(), state, "-", "-", status.automatic() ? "taken by auto" : "");
            }
            for (Device device : status.devices()) {
                boolean first = device.equals(status.devices().get(0));
                table.row(
                        first ? status.name() : "",
                        first ? state : "",
                        describe(device),
                        device.version(),
                        first && status.automatic() ? "taken by auto" : "");
            }
        }
        out().print(table);
        out().println();
        for (BackendStatus status : all) {
            Availability availability = status.availability();
            out().println(status.name() + ": " + availability.detail());
            if (!availability.cure().isEmpty()) {
                out().println("    to do: " + availability.cure());
            }
        }
        out().println();
        out().println("Chosen now: " + configured + " (change it with --backend NAME, -D" + Backends.PROPERTY
                + "=NAME or " + Backends.ENVIRONMENT + "=NAME)");
    }

    private static String describe(Device device) {
        String memory = device.memoryBytes() > 0
                ? String.format(Locale.ROOT, ", %.1f GiB", device.memoryBytes() / (double) (1L << 30))
                : "";
        return device.name() + " (" + device.kind().name().toLowerCase(Locale.ROOT) + memory + ")";
    }

    private static Map<String, @Nullable Object> asMap(String configured, List<BackendStatus> all) {
        Map<String, @Nullable Object> result = new LinkedHashMap<>();
        result.put("configured", configured);
        result.put(
                "auto",
                all.stream()
                        .filter(BackendStatus::automatic)
                        .map(BackendStatus::name)
                        .findFirst()
                        .orElse(null));
        List<Map<String, @Nullable Object>> backends = new ArrayList<>();
        for (BackendStatus status : all) {
            Map<String, @Nullable Object> entry = new LinkedHashMap<>();
            entry.put("name", status.name());
            entry.put("available", status.availability().available());
            entry.put("automatic", status.automatic());
            entry.put("priority", status.priority());
            entry.put("detail", status.availability().detail());
            entry.put("cure", status.availability().cure());
            entry.put(
                    "devices",
                    status.devices().stream().map(BackendsCommand::asMap).toList());
            backends.add(entry);
        }
        result.put("backends", backends);
        return result;
    }

    private static Map<String, Object> asMap(Device device) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("index", device.index());
        entry.put("name", device.name());
        entry.put("kind", device.kind().name().toLowerCase(Locale.ROOT));
        entry.put("version", device.version());
        entry.put("memoryBytes", device.memoryBytes());
        return entry;
    }
}
