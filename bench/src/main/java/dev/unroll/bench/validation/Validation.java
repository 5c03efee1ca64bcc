package dev.unroll.bench.validation;

import dev.unroll.backend.Availability;
import dev.unroll.backend.BackendProvider;
import dev.unroll.backend.BackendStatus;
import dev.unroll.backend.Backends;
import dev.unroll.backend.CellType;
import dev.unroll.backend.Device;
import dev.unroll.conformance.ConformanceKit;
import dev.unroll.conformance.NetworkResults;
import dev.unroll.conformance.PairResult;
import dev.unroll.conformance.PlantedFault;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Proves that the backends agree: every device of every available one runs the conformance kit's kernel cases, networks, learning tasks and long
 * sequences against the reference, and the golden files that are named; then they are compared with each other. Which backend and device properties
 * or environment pick plays no part: nothing is left out unless it is asked for here.
 */
public final class Validation {
    /** The backend that the others are compared with. */
    private static final String REFERENCE = "reference";

    private final Builder settings;
    private final ConformanceKit.Options options;

    private Validation(Builder settings) {
        this.settings = settings;
        this.options = new ConformanceKit.Options(
                settings.quick, settings.filter, settings.cells, settings.seed, settings.largest);
    }

    /** Starts a description: every device of every available backend, the full set of sizes, no golden files. */
    public static Builder builder() {
        return new Builder();
    }

    /** Runs. A backend that breaks, at opening or in mid-run, is reported with what it got done, and the others run. */
    public ValidationReport run() {
        long start = System.nanoTime();
        GoldenSources golden = GoldenSources.read(settings.golden);
        List<BackendReport> reports = new ArrayList<>();
        List<NetworkResults> networks = new ArrayList<>();
        try (ConformanceKit kit = new ConformanceKit()) {
            for (BackendProvider provider : settings.chosen()) {
                BackendStatus status = status(provider);
                String reason = reasonToSkip(status);
                if (reason != null) {
                    reports.add(BackendReport.skipped(status.name(), reason, isRequested(status)));
                    continue;
                }
                for (Device device : devices(status)) {
                    DeviceRun run =
                            new DeviceRun(kit, settings.kernels ? options : null, golden.files(), settings.listener);
                    reports.add(run.on(provider, device, settings.planted, isRequested(status)));
                    if (!status.name().equals(REFERENCE)) {
                        networks.add(run.networks(status.name(), device, settings.seed));
                    }
                }
            }
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        return new ValidationReport(
                settings.quick,
                settings.seed,
                seconds,
                settings.planted,
                reports,
                pairs(networks),
                golden.unreadable());
    }

    private BackendStatus status(BackendProvider provider) {
        String[] asked = settings.backends.toArray(String[]::new);
        return Backends.survey(List.of(provider), asked).get(0);
    }

    private boolean isRequested(BackendStatus status) {
        return settings.backends.contains(status.name());
    }

    private @Nullable String reasonToSkip(BackendStatus status) {
        Availability availability = status.availability();
        if (!availability.available()) {
            return availability.detail() + (availability.cure().isEmpty() ? "" : "; " + availability.cure());
        }
        if (devices(status).isEmpty()) {
            return settings.device == null
                    ? "it has no device"
                    : "it has no device " + settings.device + "; it has "
                            + status.devices().size() + ", counted from 0";
        }
        return null;
    }

    private List<Device> devices(BackendStatus status) {
        Integer wanted = settings.device;
        return status.devices().stream()
                .filter(device -> wanted == null || device.index() == wanted)
                .toList();
    }

    private static List<PairResult> pairs(List<NetworkResults> all) {
        List<PairResult> pairs = new ArrayList<>();
        List<NetworkResults> ran = all.stream().filter(each -> !each.isEmpty()).toList();
        for (int i = 0; i < ran.size(); i++) {
            for (int k = i + 1; k < ran.size(); k++) {
                pairs.add(ran.get(i).compareWith(ran.get(k)));
            }
        }
        return pairs;
    }

    /** Collects what to validate. */
    public static final class Builder {
        private final Set<String> backends = new LinkedHashSet<>();
        private final Set<CellType> cells = new LinkedHashSet<>();
        private final List<Path> golden = new ArrayList<>();
        private boolean quick;
        private boolean kernels = true;
        private String filter = "";
        private int largest = ConformanceKit.Options.EVERY_SIZE;
        private long seed = ConformanceKit.Options.DEFAULT_SEED;
        private @Nullable Integer device;
        private @Nullable PlantedFault planted;
        private ValidationListener listener = ValidationListener.SILENT;
        private @Nullable List<BackendProvider> providers;

        private Builder() {}

        /** Only these; each must be there then. Without any, every available one. */
        public Builder backends(List<String> names) {
            backends.addAll(names);
            return this;
        }

        /** Only the device with this index in its backend's list, null for all of them. */
        public Builder device(@Nullable Integer index) {
            device = index;
            return this;
        }

        /** Golden files, and folders of them. */
        public Builder golden(List<Path> paths) {
            golden.addAll(paths);
            return this;
        }

        /** A smaller set of sizes. */
        public Builder quick(boolean smaller) {
            quick = smaller;
            return this;
        }

        /** Without anything but the golden files when false. */
        public Builder kernels(boolean included) {
            kernels = included;
            return this;
        }

        /** Only the cases that contain this: a kernel, or a kernel and the beginning of its case. */
        public Builder kernel(String text) {
            filter = text;
            return this;
        }

        /** Only the cases that involve one of these cells; without any, all, those of kernels that know no cell included. */
        public Builder cells(Set<CellType> types) {
            cells.addAll(types);
            return this;
        }

        /** Only what has no size above this, at least 1. */
        public Builder largest(int size) {
            largest = size;
            return this;
        }

        /** Seed of the data. */
        public Builder seed(long next) {
            seed = next;
            return this;
        }

        /** Puts this fault into every backend, to see whether it is found; null for none. */
        public Builder plant(@Nullable PlantedFault fault) {
            planted = fault;
            return this;
        }

        /** Who is told how it goes. */
        public Builder listener(ValidationListener next) {
            listener = next;
            return this;
        }

        /** Instead of the ones on the class or module path. */
        Builder providers(List<BackendProvider> others) {
            providers = List.copyOf(others);
            return this;
        }

        private List<BackendProvider> chosen() {
            return all().stream()
                    .filter(each -> backends.isEmpty() || backends.contains(each.name()))
                    .toList();
        }

        private List<BackendProvider> all() {
            List<BackendProvider> given = providers;
            return given == null ? Backends.providers() : given;
        }

        /**
         * The validation.
         *
         * @throws IllegalArgumentException when a backend of that name does not exist, the largest size is below 1, or no case is left
         */
        public Validation build() {
            List<String> names = all().stream().map(BackendProvider::name).toList();
            for (String wanted : backends) {
                if (!names.contains(wanted)) {
                    throw new IllegalArgumentException("backend: \"" + wanted + "\"; expected one of " + names);
                }
            }
            Validation validation = new Validation(this);
            if (kernels && ConformanceKit.size(validation.options) == 0) {
                throw new IllegalArgumentException("kernel: no case contains \"" + filter + "\""
                        + (cells.isEmpty() ? "" : " and involves " + cells)
                        + (largest == ConformanceKit.Options.EVERY_SIZE ? "" : " without a size above " + largest)
                        + "; expected a kernel such as gemm, recurrentForward, network, learning or drift, alone or with the beginning"
                        + " of a case after it" + (cells.isEmpty() ? "" : " (gemm and others know no cell)"));
            }
            return validation;
        }
    }
}
